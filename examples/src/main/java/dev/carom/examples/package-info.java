/** Each usage example of the seed, as a Java program. */
package dev.carom.examples;
