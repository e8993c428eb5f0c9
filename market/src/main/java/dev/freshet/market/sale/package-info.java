/** The sale itself: one single writer, its intake, its keys, its rules and how they are broken. */
package dev.freshet.market.sale;
