// SPDX-License-Identifier: BSD-3-Clause
// A server on Node.js.  usage: server.js ADDRESS PORT
'use strict';
const http = require('http');

const body = 'Hello, world!\n';
const flood = 'x'.repeat(10000000);

const server = http.createServer((request, response) => {
	response.on('error', (error) => {
		console.error(new Date().toISOString(), 'response failed:', error.message);
	});
	response.end(request.url === '/flood' ? flood : body);
});

server.on('connection', (socket) => {
	const peer = `${socket.remoteAddress}:${socket.remotePort}`;
	socket.on('error', (error) => {
		console.error(`${new Date().toISOString()} socket error from ${peer}:`, error);
	});
});

server.on('clientError', (error, socket) => {
	socket.destroy();
});

server.listen(Number(process.argv[3]), process.argv[2]);
