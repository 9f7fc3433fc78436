add_library(tb_support INTERFACE)
target_include_directories(tb_support INTERFACE ${CMAKE_CURRENT_SOURCE_DIR})
