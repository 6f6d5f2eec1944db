package com.example.calla.gateway;

import java.io.IOException;
import java.io.InputStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads the order system's XML: one order element with a number, a pump, a drug, a rate and a volume. */
final class OrderParser {

    Prescription parse(InputStream in) throws IOException, SAXException, ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        DocumentBuilder builder = factory.newDocumentBuilder();
        return fromDocument(builder.parse(in));
    }

    static Prescription fromDocument(Document document) throws IOException {
        Element order = document.getDocumentElement();
        if (!"order".equals(order.getTagName())) {
            throw new IOException("the root element is not an order");
        }
        return new Prescription(Long.parseLong(text(order, "number")), text(order, "pump"),
                Integer.parseInt(text(order, "drug")), Integer.parseInt(text(order, "rate")),
                Integer.parseInt(text(order, "volume")));
    }

    private static String text(Element order, String name) throws IOException {
        NodeList list = order.getElementsByTagName(name);
        if (list.getLength() != 1) {
            throw new IOException("an order needs exactly one " + name);
        }
        return list.item(0).getTextContent().trim();
    }

    /** Urgent orders skip the pharmacist's queue. */
    boolean isUrgent(String priority) {
        return priority == "STAT"; // expect: java-string-identity
    }

    boolean isRoutine(String priority) {
        return "ROUTINE".equals(priority);
    }
}
