package io.chartwire.bench;

import java.util.List;

/**
 * A plan for the load generator: one request under way on each connection, all the time.
 *
 * @param protocol {@code http} or {@code mllp}
 * @param requests for each connection its requests, sent in turn; {@value #NUMBER} stands for a number that no earlier request to this port had, counted from 1
 */
record Exchanges(int port, String protocol, int millis, List<List<String>> requests) {
    static final String NUMBER = "########";
}
