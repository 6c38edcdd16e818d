package io.chartwire.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What this process writes in its log from now on, the libraries' lines and the messages of failures included. */
public final class HubLog implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private HubLog() {
        lines.start();
        root.addAppender(lines);
    }

    public static HubLog listen() {
        return new HubLog();
    }

    public List<String> lines() {
        return Stream.of(lines.list.toArray(ILoggingEvent[]::new))
                .map(event -> event.getFormattedMessage() + thrown(event.getThrowableProxy()))
                .toList();
    }

    private static String thrown(IThrowableProxy thrown) {
        if (thrown == null) {
            return "";
        }
        StringBuilder text = new StringBuilder(" " + thrown.getMessage() + thrown(thrown.getCause()));
        for (IThrowableProxy suppressed : thrown.getSuppressed()) {
            text.append(thrown(suppressed));
        }
        return text.toString();
    }

    @Override
    public void close() {
        root.detachAppender(lines);
    }
}
