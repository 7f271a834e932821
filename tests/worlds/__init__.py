"""Mines, people and conduct written by authors who had seen neither the project's simulator nor its comparison.

Each world knows the monitoring contract and the domain's pages on data and on tricks, nothing else: its own layout,
physics, noise, habits of sending and of hiding. What the comparison finds only because of a quirk of the simulator, it
does not find here. `delta`, `loess` and `basin` were looked at while rules were made, `karst` late and
for one rule, after it had been measured blind.
"""
