/** Carries SLF4J's MDC to the workers of a pool, where it is found; there is nothing to call. */
module dev.carom.slf4j {
    requires dev.carom;
    requires org.slf4j;
    requires static org.jspecify;

    provides dev.carom.context.ContextCarrier with dev.carom.slf4j.MdcCarrier;
}
