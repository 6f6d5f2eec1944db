package com.example.calla.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;

/** Orders that another gateway hands over when it goes down for maintenance. */
final class SessionCodec {

    Prescription receive(InputStream in) throws IOException, ClassNotFoundException {
        ObjectInputStream objects = new ObjectInputStream(in);
        return (Prescription) objects.readObject(); // expect: java-deserialisation
    }

    /** The form since 2.2: one line, as the pump has it. */
    Prescription receiveLine(byte[] line) throws IOException {
        String[] fields = new String(line, java.nio.charset.StandardCharsets.US_ASCII).trim().split(";");
        if (fields.length != 6 || !"order".equals(fields[0])) {
            throw new IOException("not an order");
        }
        return new Prescription(Long.parseLong(fields[1]), fields[5], Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3]), Integer.parseInt(fields[4]));
    }
}
