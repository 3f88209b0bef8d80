"""The measures of GB/T 9704-2012 that both renderers keep to."""

__all__ = [
    "BLANK_NUMBER", "BOTTOM", "CHARACTER", "LEFT", "LINE", "NUMBER_SIZE", "RED", "RIGHT", "SIZE", "TABLE_SIZE",
    "TITLE_SIZE", "TOP",
]  # fmt: skip

TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0  # mm (5.2.1): the text fills 156 by 225
LINE, CHARACTER = 225 / 22, 156 / 28  # mm: 22 lines of 28 characters (5.2.3)
SIZE, TITLE_SIZE, NUMBER_SIZE, TABLE_SIZE = 16.0, 22.0, 14.0, 10.5  # points: 3号, 2号, 4号, 5号
RED = (213, 0, 0)
BLANK_NUMBER = "　　　〔　　　　〕　　号"  # 发文字号, to be filled in
