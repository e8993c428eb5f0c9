/** What is kept: the data folder, its format, and the order log in RocksDB. */
package dev.freshet.market.store;
