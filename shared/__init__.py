"""What all services stand on: the facts, the bus, sealing, schedules, the activity library. Knows no service."""
