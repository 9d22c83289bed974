"""What the command line is made of: how a command begins, what it prints, and the feed commands.

Data goes to stdout, and nothing else does; progress, faults and logs go to stderr.
"""
