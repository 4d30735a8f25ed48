using System.Text;
using System.Xml;

namespace PrxAuth.Help;

/// <summary>Writes the XML that Get-Help reads. Syntax and the facts of parameters come from the cmdlets, the words from the pages.</summary>
internal static class MamlWriter
{
    private const string Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private const string Maml = "http://schemas.microsoft.com/maml/2004/10";
    private const string Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly Dictionary<string, string> s_shouldProcess = new()
    {
        ["Confirm"] = "Asks before anything is changed.",
        ["WhatIf"] = "Shows what would be changed, and changes nothing.",
    };

    public static void Write(string file, BuiltModule module, IReadOnlyList<CmdletPage> pages)
    {
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using XmlWriter xml = XmlWriter.Create(file, settings);
        xml.WriteStartElement("helpItems", "http://msh");
        xml.WriteAttributeString("schema", "maml");
        foreach (CmdletPage page in pages)
        {
            WriteCommand(xml, module.Cmdlets.First(cmdlet => cmdlet.Name == page.Name), page);
        }

        xml.WriteEndElement();
    }

    private static void WriteCommand(XmlWriter xml, CmdletFacts cmdlet, CmdletPage page)
    {
        xml.WriteStartElement("command", "command", Command);
        xml.WriteAttributeString("xmlns", "maml", null, Maml);
        xml.WriteAttributeString("xmlns", "dev", null, Dev);

        xml.WriteStartElement("details", Command);
        xml.WriteElementString("name", Command, cmdlet.Name);
        xml.WriteElementString("verb", Command, cmdlet.Verb);
        xml.WriteElementString("noun", Command, cmdlet.Noun);
        WriteParagraphs(xml, "description", Maml, [page.Synopsis]);
        xml.WriteEndElement();

        WriteParagraphs(xml, "description", Maml, page.Description);
        WriteSyntax(xml, cmdlet);
        xml.WriteStartElement("parameters", Command);
        foreach (ParameterFacts parameter in cmdlet.Parameters.OrderBy(one => one.Places[0].Index ?? int.MaxValue).ThenBy(one => one.Name, StringComparer.Ordinal))
        {
            ParameterPlace place = parameter.Places[0];
            WriteParameter(xml, parameter, place with { IsMandatory = parameter.Places.All(one => one.IsMandatory) }, page.Parameters[parameter.Name]);
        }

        foreach ((string name, string text) in cmdlet.SupportsShouldProcess ? s_shouldProcess : [])
        {
            WriteSwitch(xml, name, text);
        }

        xml.WriteEndElement();
        WriteTypes(xml, "inputTypes", "inputType", page.Inputs);
        WriteTypes(xml, "returnValues", "returnValue", page.Outputs);
        WriteErrors(xml, page.Errors);
        WriteExamples(xml, page.Examples);
        WriteLinks(xml, page.SeeAlso);
        xml.WriteEndElement();
    }

    private static void WriteSyntax(XmlWriter xml, CmdletFacts cmdlet)
    {
        xml.WriteStartElement("syntax", Command);
        foreach (string set in cmdlet.Sets)
        {
            xml.WriteStartElement("syntaxItem", Command);
            xml.WriteElementString("name", Maml, cmdlet.Name);
            var placed = cmdlet.Parameters.Select(parameter => (Parameter: parameter, Place: parameter.PlaceIn(set))).Where(one => one.Place is not null);
            foreach ((ParameterFacts parameter, ParameterPlace? place) in placed
                .OrderBy(one => one.Place!.Index ?? int.MaxValue)
                .ThenByDescending(one => one.Place!.IsMandatory)
                .ThenBy(one => one.Parameter.Name, StringComparer.Ordinal))
            {
                WriteParameter(xml, parameter, place!, text: null);
            }

            foreach ((string name, _) in cmdlet.SupportsShouldProcess ? s_shouldProcess : [])
            {
                WriteSwitch(xml, name, text: null);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteParameter(XmlWriter xml, ParameterFacts parameter, ParameterPlace place, IReadOnlyList<string>? text)
    {
        xml.WriteStartElement("parameter", Command);
        xml.WriteAttributeString("required", place.IsMandatory ? "true" : "false");
        xml.WriteAttributeString("variableLength", parameter.Type.IsArray ? "true" : "false");
        xml.WriteAttributeString("globbing", parameter.SupportsWildcards ? "true" : "false");
        xml.WriteAttributeString("pipelineInput", place.Pipeline);
        xml.WriteAttributeString("position", place.Position);
        xml.WriteAttributeString("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases));
        xml.WriteElementString("name", Maml, parameter.Name);
        if (text is not null)
        {
            WriteParagraphs(xml, "description", Maml, text);
        }

        if (text is null && parameter.Values.Count > 0)
        {
            xml.WriteStartElement("parameterValueGroup", Command);
            foreach (string value in parameter.Values)
            {
                xml.WriteStartElement("parameterValue", Command);
                xml.WriteAttributeString("required", "false");
                xml.WriteAttributeString("variableLength", "false");
                xml.WriteString(value);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        if (!parameter.IsSwitch)
        {
            xml.WriteStartElement("parameterValue", Command);
            xml.WriteAttributeString("required", "true");
            xml.WriteAttributeString("variableLength", parameter.Type.IsArray ? "true" : "false");
            xml.WriteString(parameter.TypeName);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("type", Dev);
        xml.WriteElementString("name", Maml, parameter.TypeName);
        xml.WriteElementString("uri", Maml, string.Empty);
        xml.WriteEndElement();
        xml.WriteElementString("defaultValue", Dev, parameter.IsSwitch ? "False" : "None");
        xml.WriteEndElement();
    }

    private static void WriteSwitch(XmlWriter xml, string name, string? text)
    {
        xml.WriteStartElement("parameter", Command);
        xml.WriteAttributeString("required", "false");
        xml.WriteAttributeString("pipelineInput", "false");
        xml.WriteAttributeString("position", "named");
        xml.WriteAttributeString("aliases", name == "Confirm" ? "cf" : "wi");
        xml.WriteElementString("name", Maml, name);
        if (text is not null)
        {
            WriteParagraphs(xml, "description", Maml, [text]);
        }

        xml.WriteEndElement();
    }

    private static void WriteTypes(XmlWriter xml, string list, string item, IReadOnlyDictionary<string, IReadOnlyList<string>> types)
    {
        xml.WriteStartElement(list, Command);
        foreach ((string name, IReadOnlyList<string> text) in types)
        {
            xml.WriteStartElement(item, Command);
            xml.WriteStartElement("type", Dev);
            xml.WriteElementString("name", Maml, name);
            xml.WriteEndElement();
            WriteParagraphs(xml, "description", Maml, text);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteErrors(XmlWriter xml, IReadOnlyList<ErrorRow> errors)
    {
        if (errors.Count == 0)
        {
            return;
        }

        xml.WriteStartElement("alertSet", Maml);
        xml.WriteStartElement("alert", Maml);
        xml.WriteElementString("para", Maml, "Errors, by the first part of FullyQualifiedErrorId. Each has a RecommendedAction in its ErrorDetails.");
        foreach (ErrorRow error in errors)
        {
            xml.WriteElementString("para", Maml, $"{error.Id}: {error.When}");
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteExamples(XmlWriter xml, IReadOnlyList<ExampleText> examples)
    {
        xml.WriteStartElement("examples", Command);
        for (int i = 0; i < examples.Count; i++)
        {
            xml.WriteStartElement("example", Command);
            xml.WriteElementString("title", Maml, $"Example {i + 1}: {examples[i].Title}");
            xml.WriteElementString("code", Dev, examples[i].Code);
            WriteParagraphs(xml, "remarks", Dev, examples[i].Remarks);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteLinks(XmlWriter xml, IReadOnlyList<string> links)
    {
        xml.WriteStartElement("relatedLinks", Command);
        foreach (string link in links)
        {
            xml.WriteStartElement("navigationLink", Maml);
            xml.WriteElementString("linkText", Maml, link);
            xml.WriteElementString("uri", Maml, string.Empty);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteParagraphs(XmlWriter xml, string element, string space, IReadOnlyList<string> paragraphs)
    {
        xml.WriteStartElement(element, space);
        foreach (string paragraph in paragraphs)
        {
            xml.WriteElementString("para", Maml, paragraph);
        }

        xml.WriteEndElement();
    }
}
