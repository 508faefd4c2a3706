"""The expression bank: descriptors and thumbnails of many people, to retrieve from."""
