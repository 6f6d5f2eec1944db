using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Xml;

namespace Calla.ServiceTool;

/// <summary>Turns the pharmacy's XML into the text that pumps read.</summary>
public static class LibraryImporter
{
    /// <summary>The export of the old pharmacy system.</summary>
    public static string FromOldExport(string path)
    {
        var document = new XmlDocument();
        document.XmlResolver = new XmlUrlResolver(); // expect: csharp-xml-external-entity
        document.Load(path);
        return ToText(document);
    }

    public static string FromExport(string path)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var reader = XmlReader.Create(path, settings);
        var document = new XmlDocument { XmlResolver = null };
        document.Load(reader);
        return ToText(document);
    }

    private static string ToText(XmlDocument document)
    {
        XmlElement root = document.DocumentElement ?? throw new FormatException("the export is empty");
        var text = new StringBuilder();
        text.Append("CALLA-DRUGS;").Append(Attribute(root, "version")).Append(';').Append(Attribute(root, "area"));
        text.Append('\n');
        foreach (XmlNode node in root.GetElementsByTagName("drug"))
        {
            if (node is XmlElement drug)
            {
                AppendDrug(text, drug);
            }
        }
        return text.ToString();
    }

    private static void AppendDrug(StringBuilder text, XmlElement drug)
    {
        decimal soft = Number(drug, "soft");
        decimal hard = Number(drug, "hard");
        if (soft > hard)
        {
            throw new FormatException("the soft limit lies above the hard limit");
        }
        text.Append("drug;").Append(Attribute(drug, "row")).Append(';').Append(Attribute(drug, "name"));
        text.Append(";concentration=").Append(Number(drug, "concentration").ToString(CultureInfo.InvariantCulture));
        text.Append(";soft=").Append(soft.ToString(CultureInfo.InvariantCulture));
        text.Append(";hard=").Append(hard.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Attribute(XmlElement element, string name)
    {
        string value = element.GetAttribute(name);
        if (value.Length == 0 || value.IndexOfAny(new[] { ';', '\n', '\r' }) >= 0)
        {
            throw new FormatException("the attribute " + name + " is missing or holds a separator");
        }
        return value;
    }

    private static decimal Number(XmlElement element, string name) =>
        decimal.Parse(Attribute(element, name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
