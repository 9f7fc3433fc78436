# SPDX-License-Identifier: BSD-3-Clause
# The style and the script of the HTML report, byte for byte, as arrays of C:
# cmake -DSTYLE=FILE -DSCRIPT=FILE -DOUT=FILE -P embed.cmake
set(made "/* Made from html.css and html.js. */\n#include \"report/html.h\"\n\n")
foreach(part STYLE SCRIPT)
	string(TOLOWER ${part} name)
	file(READ ${${part}} bytes HEX)
	string(REGEX REPLACE "(................)" "\\1\n" bytes "${bytes}")
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1, " bytes "${bytes}")
	string(APPEND made "const char tb_html_${name}[] = {\n${bytes}\n};\n"
		"const size_t tb_html_${name}_len = sizeof(tb_html_${name});\n")
endforeach()
file(WRITE ${OUT} "${made}")
