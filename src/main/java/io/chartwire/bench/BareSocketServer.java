package io.chartwire.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A Vert.x server that writes a copy of the hub's frame to every socket, as often as the line on its control port says. */
final class BareSocketServer extends BareServer {
    private static final int COMMAND_BYTES = 8;

    private final Map<Context, Set<ServerWebSocket>> sockets = new ConcurrentHashMap<>();
    private final String before;
    private final String after;
    private final int control;

    /** @param sample a frame of the hub with a number */
    BareSocketServer(String sample) throws Exception {
        super(1);
        int number = sample.indexOf(Crowd.MARK) + Crowd.MARK.length();
        this.before = sample.substring(0, number);
        this.after = sample.substring(number + Crowd.DIGITS);
        open();
        this.control = vertx().createNetServer()
                .connectHandler(line -> line.handler(this::command))
                .listen(0, HOST)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    int control() {
        return control;
    }

    @Override
    Future<?> listen() {
        return vertx().createHttpServer().webSocketHandler(this::join).listen(port(), HOST);
    }

    private void join(ServerWebSocket socket) {
        Set<ServerWebSocket> mine =
                sockets.computeIfAbsent(vertx().getOrCreateContext(), context -> ConcurrentHashMap.newKeySet());
        mine.add(socket);
        socket.closeHandler(closed -> mine.remove(socket));
        socket.writeTextMessage("{\"event\":\"ready\"}");
    }

    private void command(Buffer commands) {
        for (int at = 0; at + COMMAND_BYTES <= commands.length(); at += COMMAND_BYTES) {
            send(commands.getInt(at), commands.getInt(at + COMMAND_BYTES / 2));
        }
    }

    private void send(int first, int count) {
        String[] frames = new String[count];
        for (int index = 0; index < count; index++) {
            frames[index] = before + String.format(Locale.ROOT, "%08d", first + index) + after;
        }
        sockets.forEach((context, mine) -> context.runOnContext(go -> {
            for (ServerWebSocket socket : mine) {
                for (String frame : frames) {
                    socket.writeTextMessage(frame);
                }
            }
        }));
    }
}
