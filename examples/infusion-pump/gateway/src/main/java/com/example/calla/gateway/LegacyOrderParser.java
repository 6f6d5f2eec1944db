package com.example.calla.gateway;

import java.io.IOException;
import java.io.InputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/** Orders of the interface before 2.0, which two hospitals still use. */
final class LegacyOrderParser {

    Prescription parse(InputStream in) throws IOException, SAXException, ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance(); // expect: java-xml-external-entity
        return OrderParser.fromDocument(factory.newDocumentBuilder().parse(in));
    }
}
