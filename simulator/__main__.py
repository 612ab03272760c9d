"""Starts the simulator: `python -m simulator`."""

from simulator.main import main

if __name__ == "__main__":
    main()
