"""Case files for tests, made from records: coherent, in several layouts, with slips whose truth is known.

Written from the drafting standard (矿安〔2021〕172号 annex 3) and the forms alone; nothing here looks at
`minewarden.casefile` or `minewarden.checks`. All names, places and numbers are invented.
"""
