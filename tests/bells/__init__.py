"""A kind of background work that exists for tests alone: a bell, and what it did each time."""
