/** Clock, counters, bounded queues, fault policy and the disk port. Imports nothing of Quorate; imported by every room above floor 0. */
open module io.quorate.runtime {
    requires static osgi.annotation;
    requires org.slf4j;

    // exports io.quorate.runtime; (uncomment with the first class)
    // exports io.quorate.runtime.disk; (uncomment with the first class)
}
