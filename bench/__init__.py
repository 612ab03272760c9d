"""What Between costs, as ratios measured in one run. `./between bench` prints the tables; bench/README.md keeps them."""
