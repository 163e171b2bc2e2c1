"""每日销售清单, 日报表, 旬报表, 月销售累总表: drawn up by the program, submitted, read (O10)."""
