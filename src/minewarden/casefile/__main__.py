"""`python -m minewarden.casefile`: a worker that reads files for another process, never for a person."""

from minewarden.casefile.worker import main

if __name__ == "__main__":
    main()
