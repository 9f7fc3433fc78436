tb_unit_test(siphash base)
tb_unit_test(packet)
