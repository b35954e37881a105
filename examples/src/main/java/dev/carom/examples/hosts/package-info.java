/** Programs that have an event loop of their own, and serve a pool with it. */
package dev.carom.examples.hosts;
