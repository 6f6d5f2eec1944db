package com.example.calla.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who ordered what, for whom, and what became of it. Append only. */
final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private final Path path;

    AuditLog(Path path) {
        this.path = path;
    }

    void write(String text) {
        String line = Instant.now() + " " + text.replaceAll("[\\r\\n]", " ") + "\n";
        try {
            Files.writeString(path, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.error("the audit log can't be written", e);
        }
    }
}
