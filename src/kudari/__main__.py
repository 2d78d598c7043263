"""`python -m kudari`."""

from kudari.cli import main

if __name__ == "__main__":
    main()
