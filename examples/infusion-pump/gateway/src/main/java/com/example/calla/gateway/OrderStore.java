package com.example.calla.gateway;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Orders and their delivery, in the hospital's PostgreSQL. */
final class OrderStore {
    private final String url;

    OrderStore(String url) {
        this.url = url;
    }

    Connection open() throws SQLException {
        return DriverManager.getConnection(url, "gateway", "gateway-2021"); // expect: java-hard-coded-password
    }

    Connection openAs(String user, char[] password) throws SQLException {
        return DriverManager.getConnection(url, user, new String(password));
    }

    void add(Connection connection, Prescription order) throws SQLException {
        String sql = "insert into orders (number, pump, drug, rate, volume) values (?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, order.number());
            statement.setString(2, order.pump());
            statement.setInt(3, order.drug());
            statement.setInt(4, order.rate());
            statement.setInt(5, order.volume());
            statement.executeUpdate();
        }
    }

    /** Numbers of the orders of one pump. */
    List<Long> ofPump(Connection connection, String pump) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery("select number from orders where pump = '" + pump + "'"); // expect: java-sql-concatenation
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
    }

    /** Numbers of the orders of one ward. */
    List<Long> ofWard(Connection connection, String ward) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("select number from orders where ward = ?")) {
            statement.setString(1, ward);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
    }

    void markDelivered(Connection connection, long number) {
        try (PreparedStatement statement =
                connection.prepareStatement("update orders set delivered = now() where number = ?")) {
            statement.setLong(1, number);
            statement.executeUpdate();
        } catch (SQLException e) {} // expect: java-empty-catch
    }

    void markConfirmed(Connection connection, long number, AuditLog audit) {
        try (PreparedStatement statement =
                connection.prepareStatement("update orders set confirmed = now() where number = ?")) {
            statement.setLong(1, number);
            statement.executeUpdate();
        } catch (SQLException e) {
            audit.write("order " + number + " could not be marked as confirmed: " + e.getSQLState());
        }
    }
}
