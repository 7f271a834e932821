"""Words of the contract in Chinese, for what is printed."""

SEVERITIES = {"veto": "否决", "major": "较重", "minor": "一般"}
KINDS = {"penalty": "行政处罚", "inspection": "执法检查"}
BODIES = {"supervision": "监管部门", "inspection": "监察机构"}
