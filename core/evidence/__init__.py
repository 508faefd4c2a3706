"""The experiment on whether retrieval helps: cells, their storage, and tables made of stored cells only."""
