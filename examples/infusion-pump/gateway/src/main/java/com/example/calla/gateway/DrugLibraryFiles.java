package com.example.calla.gateway;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pharmacy's drug libraries, as files that pumps ask for by name. */
final class DrugLibraryFiles {
    private final Path folder;

    DrugLibraryFiles(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** The library of a care area, by the name in the pump's request. */
    byte[] byRequest(HttpRequest request) throws IOException {
        File file = new File(folder.toFile(), request.getParameter("library")); // expect: java-path-from-request
        return Files.readAllBytes(file.toPath());
    }

    byte[] byArea(HttpRequest request) throws IOException {
        String area = request.getParameter("area");
        if (area == null || !area.matches("[a-z0-9-]{1,40}")) {
            throw new IOException("not a care area");
        }
        Path path = folder.resolve(area + ".csv").normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("outside of the libraries' folder");
        }
        return Files.readAllBytes(path);
    }

    /** Lets the pharmacy's own checker look at a library. */
    int check(String name) throws IOException, InterruptedException {
        Process process = Runtime.getRuntime().exec("/opt/pharmacy/check " + name); // expect: java-command-concatenation
        return process.waitFor();
    }

    int checkArea(String area) throws IOException, InterruptedException {
        if (!area.matches("[a-z0-9-]{1,40}")) {
            throw new IOException("not a care area");
        }
        List<String> command = List.of("/opt/pharmacy/check", folder.resolve(area + ".csv").toString());
        Process process = new ProcessBuilder(command).start();
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** Tells pumps whether they have this library already. It guards nothing: the pump checks what it gets. */
    static String entityTag(byte[] library) throws GeneralSecurityException {
        byte[] sum = MessageDigest.getInstance("MD5").digest(library); // expect: java-weak-hash
        return '"' + HexFormat.of().formatHex(sum) + '"';
    }

    /** First line of a library: name, version, care area. */
    String head(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] head = in.readNBytes(200);
            String text = new String(head, java.nio.charset.StandardCharsets.UTF_8);
            int end = text.indexOf('\n');
            return end < 0 ? text : text.substring(0, end);
        }
    }
}
