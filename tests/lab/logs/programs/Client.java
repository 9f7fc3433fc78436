// SPDX-License-Identifier: BSD-3-Clause
// An application in Java that fetches what it is told to, and logs what it does.
// usage: java Client.java STYLE, and on standard input: LIBRARY URL

import java.io.*;
import java.net.*;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.time.*;
import java.time.format.DateTimeFormatter;
import java.util.logging.*;

public class Client {
	static final int PATIENCE = 1000;
	static final Logger log = Logger.getLogger("lab.Client");
	static final DateTimeFormatter stamp =
		DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");
	static final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofMillis(PATIENCE)).build();

	static void socket(URI url) throws Exception {
		try (Socket s = new Socket()) {
			s.connect(new InetSocketAddress(url.getHost(), url.getPort()), PATIENCE);
			s.setSoTimeout(PATIENCE);
			String head = "GET " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getHost()
				+ "\r\n\r\n";
			s.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			byte[] some = new byte[65536];
			String answer = "";
			while (!answer.endsWith("world!\n")) {
				int heard = s.getInputStream().read(some);
				if (heard < 0)
					throw new EOFException("closed before the end");
				answer += new String(some, 0, heard, StandardCharsets.US_ASCII);
			}
		}
	}

	static void connection(URI url) throws Exception {
		HttpURLConnection c = (HttpURLConnection) url.toURL().openConnection();
		c.setConnectTimeout(PATIENCE);
		c.setReadTimeout(PATIENCE);
		try (InputStream in = c.getInputStream()) {
			in.readAllBytes();
		}
	}

	static void client(URI url) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(url)
			.timeout(Duration.ofMillis(PATIENCE)).build();
		http.send(request, HttpResponse.BodyHandlers.ofString());
	}

	static void fetch(String library, URI url) throws Exception {
		switch (library) {
		case "socket": socket(url); break;
		case "connection": connection(url); break;
		default: client(url);
		}
	}

	/* What a logger writes on one line: the error, and what was at the root of it. */
	static String brief(Exception e) {
		Throwable root = e;
		while (root.getCause() != null)
			root = root.getCause();
		return root == e ? e.toString() : e + "; nested exception is " + root;
	}

	static void tell(String style, URI url, Exception e) {
		switch (style) {
		case "jul":
			log.log(Level.SEVERE, "cannot fetch " + url, e);
			break;
		case "log4j":
			System.err.println(LocalDateTime.now().format(stamp)
				+ " [main] ERROR lab.Client - request failed");
			e.printStackTrace();
			break;
		case "logback":
			System.err.println(LocalDateTime.now().format(stamp)
				+ " ERROR [worker-1] lab.Client: " + url.getHost() + ":" + url.getPort()
				+ ": " + brief(e));
			break;
		default:
			System.err.println("{\"@timestamp\":\"" + Instant.now() + "\",\"level\":\"ERROR\","
				+ "\"message\":\"request failed\",\"exception\":\"" + brief(e) + "\"}");
		}
	}

	public static void main(String[] words) throws Exception {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
		System.out.println("done");
		String line;
		while ((line = in.readLine()) != null) {
			String[] told = line.split(" ");
			URI url = URI.create(told[1]);
			try {
				fetch(told[0], url);
			} catch (Exception e) {
				tell(words[0], url, e);
			}
			System.out.println("done");
		}
	}
}
