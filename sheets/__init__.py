"""Tables as people send them: templates written, workbooks and CSV read. Pure: no database, no clock, no definition."""
