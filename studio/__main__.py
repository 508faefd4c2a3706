"""``python -m studio [AVATAR]``. The import stands below the guard: the engine process imports this file again."""

if __name__ == "__main__":
    import sys

    from studio.app import main

    sys.exit(main())
