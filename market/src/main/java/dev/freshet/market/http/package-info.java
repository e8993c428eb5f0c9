/** How the sale is spoken to: HTTP/1.1 on Netty, routes, answers, and what is refused. */
package dev.freshet.market.http;
