tb_unit_test(siphash base)
