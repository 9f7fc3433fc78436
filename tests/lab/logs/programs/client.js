// SPDX-License-Identifier: BSD-3-Clause
// An application on Node.js that fetches what it is told to, and logs what it does.
// usage: client.js STYLE, and on standard input: LIBRARY URL
'use strict';
const http = require('http');
const https = require('https');
const net = require('net');
const readline = require('readline');

const PATIENCE = 1000;
const agents = { http, https, pool: http };
const pool = new http.Agent({ keepAlive: true, maxSockets: 1 });

function timed_out() {
	return Object.assign(new Error('timeout of 1000ms exceeded'), { code: 'ECONNABORTED' });
}

function by_http(url, done, agent) {
	const library = url.startsWith('https') ? https : http;
	const request = library.get(url, { agent, rejectUnauthorized: false }, (response) => {
		response.on('error', done);
		response.on('end', () => done(null));
		response.resume();
	});
	request.setTimeout(PATIENCE, () => request.destroy(timed_out()));
	request.on('error', done);
}

function by_socket(url, done) {
	const parts = new URL(url);
	const host = parts.hostname.replace(/^\[|\]$/g, '');
	const socket = net.connect({ host, port: parts.port || 80 });
	socket.setTimeout(PATIENCE, () => socket.destroy(timed_out()));
	socket.on('connect', () => {
		socket.write(`GET ${parts.pathname} HTTP/1.1\r\nHost: ${parts.host}\r\n\r\n`);
	});
	socket.on('error', done);
	socket.on('data', () => {});
	socket.on('end', () => done(null));
}

function by_fetch(url, done) {
	fetch(url, { signal: AbortSignal.timeout(PATIENCE) }).then((r) => r.text())
		.then(() => done(null), done);
}

const libraries = {
	http: (url, done) => by_http(url, done, undefined),
	pool: (url, done) => by_http(url, done, pool),
	net: by_socket,
	fetch: by_fetch,
};

const styles = {
	dated(url, error) {
		console.error(`${new Date().toISOString()} error: GET ${url} failed`, error);
	},
	bare(url, error) {
		console.error(new Date().toISOString(), error);
	},
	message(url, error) {
		const cause = error.cause ? ` (${error.cause.message})` : '';
		console.error(`[${new Date().toISOString()}] ERROR ${error.message}${cause}`);
	},
	json(url, error) {
		const { message, code, errno, syscall, stack } = error;
		console.error(JSON.stringify({ level: 50, time: Date.now(), pid: process.pid,
			hostname: 'lab', err: { type: error.name, message, stack, code, errno,
				syscall, cause: error.cause && error.cause.message },
			url, msg: 'request errored' }));
	},
};

async function main() {
	const tell = styles[process.argv[2]];
	for await (const line of readline.createInterface({ input: process.stdin })) {
		const [library, url] = line.split(' ');
		await new Promise((resolve) => {
			let told = false;
			libraries[library](url, (error) => {
				if (told)
					return;
				told = true;
				if (error)
					tell(url, error);
				resolve();
			});
		});
		console.log('done');
	}
}

main();
