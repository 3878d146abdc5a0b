// Filled by its tests.
