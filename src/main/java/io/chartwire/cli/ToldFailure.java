package io.chartwire.cli;

import io.chartwire.database.DataFolderInUseException;
import io.chartwire.route.BrokenRoutesException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells why a command failed in a sentence, and where in the program only when asked, or when it is the program's own mistake. */
final class ToldFailure implements IExecutionExceptionHandler {
    private static final int FAILED = 1;
    private static final Set<Class<? extends Exception>> OF_THE_WORLD = Set.of(
            IOException.class,
            SQLException.class,
            IllegalArgumentException.class,
            IllegalStateException.class,
            BrokenRoutesException.class,
            DataFolderInUseException.class);

    private final Chartwire chartwire;

    ToldFailure(Chartwire chartwire) {
        this.chartwire = chartwire;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        err.println(sentence(failure));
        if (chartwire.isVerbose() || !isOfTheWorld(failure)) {
            failure.printStackTrace(err);
        }
        return FAILED;
    }

    /** What was to be done, and what hindered it. */
    static String sentence(Throwable failure) {
        Throwable told = failure;
        while (told.getCause() != null && told.getCause().toString().equals(told.getMessage())) {
            told = told.getCause();
        }
        Throwable reason = causes(told).reduce((outer, inner) -> inner).orElseThrow();
        String what = said(told);
        String why = said(reason);
        return what.contains(why) ? what : what + ": " + why;
    }

    private static boolean isOfTheWorld(Throwable failure) {
        return causes(failure).anyMatch(cause -> OF_THE_WORLD.stream().anyMatch(kind -> kind.isInstance(cause)));
    }

    private static String said(Throwable failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "There is no file or folder " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be read or written";
        }
        if (failure instanceof FileSystemException file && file.getReason() == null) {
            return file.getFile() + ": " + file.getClass().getSimpleName();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
