"""What Between costs, measured in one run. `./between bench` prints the tables; bench/README.md keeps them."""
