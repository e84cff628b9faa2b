"""`python -m lifecycle`, installed as `kanmon`."""

from lifecycle.cli import main

if __name__ == "__main__":
    main()
