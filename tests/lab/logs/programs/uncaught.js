// SPDX-License-Identifier: BSD-3-Clause
// A program on Node.js that does not expect any error.
// usage: uncaught.js URL
'use strict';
require('http').get(process.argv[2], (response) => {
	response.resume();
});
