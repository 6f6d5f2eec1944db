package com.example.calla.gateway;

import javax.jms.Connection;
import javax.jms.JMSException;
import javax.jms.MessageConsumer;
import javax.jms.Session;
import javax.jms.TextMessage;
import org.apache.activemq.ActiveMQConnectionFactory;

/** Takes orders from the hospital's message broker. */
final class MessageBridge implements AutoCloseable {
    private final Connection connection;
    private final MessageConsumer consumer;

    MessageBridge(String broker, String queue, String user, String password) throws JMSException {
        connection = new ActiveMQConnectionFactory(user, password, broker).createConnection();
        connection.start();
        Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        consumer = session.createConsumer(session.createQueue(queue));
    }

    /** The next order as XML, or null after a second without one. */
    String next() throws JMSException {
        if (consumer.receive(1000) instanceof TextMessage message) {
            message.acknowledge();
            return message.getText();
        }
        return null;
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
