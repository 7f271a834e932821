"""`python -m minewarden` is the command line."""

from minewarden.cli import main

if __name__ == "__main__":
    main()
