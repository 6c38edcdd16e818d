package io.chartwire.intake;

import io.chartwire.audit.Entry;
import io.chartwire.intake.IntakeMeters.Refused;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes MLLP connections that may not be, and tells of each in the log, the meters and the audit log. */
final class RefusedConnections {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedConnections.class);

    private final IntakeMeters meters;
    private final Consumer<Entry> audit;

    /** @param audit must not wait: the connection's event loop calls it */
    RefusedConnections(IntakeMeters meters, Consumer<Entry> audit) {
        this.meters = meters;
        this.audit = audit;
    }

    void refuse(ChannelHandlerContext context, Refused reason, String why) {
        InetSocketAddress remote = (InetSocketAddress) context.channel().remoteAddress();
        meters.count(reason);
        LOG.warn("An MLLP connection from {} was refused: {}", remote, why);
        audit.accept(Entry.now(
                null,
                null,
                "mllp-open",
                null,
                null,
                status(reason),
                remote == null ? null : remote.getAddress().getHostAddress()));
        context.close();
    }

    /** What HTTP would answer. */
    private static int status(Refused reason) {
        return switch (reason) {
            case NETWORK -> 403;
            case LIMIT -> 429;
            case HANDSHAKE -> 401;
        };
    }
}
