package io.chartwire;

import io.chartwire.change.Events;
import io.chartwire.database.SharedConnections;
import io.chartwire.database.SqlFiles;
import io.chartwire.database.SqlParameters;
import io.chartwire.hl7.MllpFrameEncoder;
import io.chartwire.intake.Answers;
import io.chartwire.intake.DeliveryVariables;
import io.chartwire.intake.Documents;
import io.chartwire.intake.Intake;
import io.chartwire.intake.IntakeMeters;
import io.chartwire.intake.MessageView;
import io.chartwire.rest.IdempotentWrites;
import io.chartwire.rest.Redaction;
import io.chartwire.rest.Refusal;
import io.chartwire.rest.Transitions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelHandler;
import io.vertx.core.http.ServerWebSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.camel.Processor;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;
import org.apache.camel.spi.BeanRepository;
import org.postgresql.ds.PGSimpleDataSource;

/** What routes may name by {@code #} or {@code ref}, for checking and trying them without a hub. */
public final class StepObjects {
    private StepObjects() {}

    /**
     * Objects connected to nothing: those that turn one value into another are what a hub has, in the place of the others stand
     * some that do nothing.
     */
    public static BeanRepository unconnected() {
        SharedConnections pooled = new SharedConnections();
        DataSource nowhere = new PGSimpleDataSource();
        Processor nothing = exchange -> {};
        Map<String, Object> objects = new HashMap<>();
        objects.put("chartwire", nowhere);
        objects.put("sqlParameters", new SqlParameters());
        objects.put("sharedConnections", pooled);
        objects.put(
                "idempotent", new IdempotentWrites(nowhere, pooled, new SqlFiles((String path) -> Optional.empty())));
        objects.put("refusal", new Refusal(Transitions::none));
        objects.put("redaction", new Redaction());
        objects.put("answerProblem", nothing);
        objects.put("auditedRequests", nothing);
        objects.put("auditedMessages", nothing);
        objects.put("auditTrail", new NoAudit());
        objects.put("events", new Events());
        objects.put("changeTail", new NoTail());
        objects.put("deadLetterReplay", new NoReplay());
        objects.put("socketEndpoints", new NoSockets());
        objects.put("apiEdge", nothing);
        objects.put("mllpAdmission", new NoConnections());
        objects.put("mllpIdle", new NoConnections());
        objects.put("mllpFrames", new NoConnections());
        objects.put("mllpPace", new NoConnections());
        objects.put("mllpEncoder", new MllpFrameEncoder());
        objects.put("intake", new Intake(() -> null, () -> null, () -> null));
        objects.put("answers", new Answers(new IntakeMeters(new SimpleMeterRegistry())));
        objects.put("deliveryVariables", new DeliveryVariables());
        objects.put("messageView", new MessageView());
        objects.put("documents", new Documents());
        return new Fixed(objects);
    }

    private static final class NoConnections extends DefaultChannelHandlerFactory {
        @Override
        public ChannelHandler newChannelHandler() {
            throw new IllegalStateException("No connection is opened here");
        }
    }

    /** Has the methods of {@link io.chartwire.audit.AuditTrail} that routes call. */
    public static final class NoAudit {
        public void settle() {
            // Nothing was done.
        }
    }

    /** Has the methods of {@link io.chartwire.change.ChangeTail} that routes call. */
    public static final class NoTail {
        public void wake() {
            // Nothing was committed.
        }
    }

    /** Has the methods of {@link io.chartwire.change.DeadLetterReplay} that routes call. */
    public static final class NoReplay {
        public String replay(String letters) {
            return "[]";
        }
    }

    /** Has the methods of {@link io.chartwire.server.SocketEndpoints} that routes call. */
    public static final class NoSockets {
        public void open(ServerWebSocket connection) {
            // None is opened.
        }
    }

    private record Fixed(Map<String, Object> objects) implements BeanRepository {
        @Override
        public Object lookupByName(String name) {
            return objects.get(name);
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            return Optional.ofNullable(objects.get(name))
                    .filter(type::isInstance)
                    .map(type::cast)
                    .orElse(null);
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            Map<String, T> found = new HashMap<>();
            objects.forEach((name, object) -> {
                if (type.isInstance(object)) {
                    found.put(name, type.cast(object));
                }
            });
            return found;
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return Set.copyOf(findByTypeWithName(type).values());
        }
    }
}
