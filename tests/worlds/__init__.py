"""Mines, people and conduct written by authors who had seen neither the project's simulator nor its comparison.

Each world knows the monitoring contract and the domain's pages on data and on tricks, nothing else: its own layout,
physics, noise, habits of sending and of hiding. What the comparison finds only because of a quirk of the simulator, it
does not find here. Each was measured before anybody looked at it; then most were looked at while rules were made. Which
ones are not is said beside the figures of the benchmark.

Each has `write_world`. Of its mines, those before the number `skip` are drawn and not written, so that one mine of a
batch can be had alone, as it is among the others.
"""
