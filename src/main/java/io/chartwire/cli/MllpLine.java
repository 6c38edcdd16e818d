package io.chartwire.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** An MLLP connection to a hub. Every failure is told as a person can act on it. */
final class MllpLine implements AutoCloseable {
    private static final int FRAME_START = 0x0B;
    private static final int FRAME_END = 0x1C;
    private static final int CARRIAGE_RETURN = 0x0D;

    private final Socket socket;
    private final InputStream in;
    private final Duration patience;
    private boolean answered;

    private MllpLine(Socket socket, Duration patience) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.patience = patience;
    }

    /**
     * Connects, with TLS where there is a factory for it.
     *
     * @param patience how long to wait for the connection, the handshake and each answer
     */
    static MllpLine open(String host, int port, Optional<SSLSocketFactory> tls, Duration patience) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
            socket.setSoTimeout((int) patience.toMillis());
            return new MllpLine(tls.isPresent() ? secured(socket, host, port, tls.get()) : socket, patience);
        } catch (IOException | IllegalArgumentException e) {
            socket.close();
            throw new IOException(host + ":" + port + " " + unreached(e, patience), e);
        }
    }

    /** Sends one message. */
    void send(byte[] message) throws IOException {
        told(() -> {
            write(message);
            return "";
        });
    }

    /** Waits for the next answer. */
    String answer() throws IOException {
        String answer = told(this::read);
        answered = true;
        return answer;
    }

    private interface Step {
        String take() throws IOException;
    }

    private String told(Step step) throws IOException {
        try {
            return step.take();
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer within " + patience.toSeconds() + " s", e);
        } catch (SSLException e) {
            throw new IOException("the hub " + refused(e), e);
        } catch (EOFException | SocketException e) {
            throw new IOException("the hub closed the connection" + (answered ? "" : hint()), e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static SSLSocket secured(Socket socket, String host, int port, SSLSocketFactory tls) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        // What browsers do: the certificate has to be the host's.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        try {
            secured.startHandshake();
        } catch (SocketTimeoutException | SocketException e) {
            throw new SSLException("it breaks off or says nothing; does it speak TLS?", e);
        }
        return secured;
    }

    private static String unreached(Exception failure, Duration patience) {
        if (failure instanceof UnknownHostException || failure instanceof IllegalArgumentException) {
            return "is no address";
        }
        if (failure instanceof SocketTimeoutException) {
            return "does not answer within " + patience.toSeconds() + " s";
        }
        Optional<Throwable> disbelief =
                causes(failure).filter(CertificateException.class::isInstance).findFirst();
        if (disbelief.isPresent()) {
            boolean unknown = causes(failure).anyMatch(CertPathBuilderException.class::isInstance);
            return "shows a certificate that is not to be trusted: "
                    + (unknown
                            ? "no known authority signed it (--ca names one)"
                            : disbelief.get().getMessage());
        }
        return failure instanceof SSLException ? refused(failure) : "cannot be reached: " + failure.getMessage();
    }

    private static String refused(Exception failure) {
        return "refuses TLS: " + failure.getMessage();
    }

    /** What a hub that says nothing may have wanted; with TLS 1.3 it refuses a certificate after the handshake. */
    private String hint() {
        return socket instanceof SSLSocket
                ? " before it answered anything; it may want another client certificate (--cert, --key)"
                : " before it answered anything; it may want TLS (--tls)";
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    private void write(byte[] message) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 3);
        frame.write(FRAME_START);
        frame.writeBytes(message);
        frame.write(FRAME_END);
        frame.write(CARRIAGE_RETURN);
        socket.getOutputStream().write(frame.toByteArray());
        socket.getOutputStream().flush();
    }

    private String read() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        int next = in.read();
        while (next != FRAME_START) {
            requireMore(next);
            next = in.read();
        }
        for (next = in.read(); next != FRAME_END; next = in.read()) {
            requireMore(next);
            answer.write(next);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static void requireMore(int next) throws EOFException {
        if (next < 0) {
            throw new EOFException();
        }
    }
}
