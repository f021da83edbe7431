<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>photo-sorter</name>
    <message>
      <source>Photo Sorter has a fault: {fault}. It is noted in the log.</source>
      <translation>In Photo Sorter ist ein Fehler aufgetreten: {fault}. Er ist im Protokoll vermerkt.</translation>
    </message>
    <message>
      <source>Photo Sorter cannot be opened again by itself ({reason}). Open it.</source>
      <translation>Photo Sorter kann nicht von selbst wieder geöffnet werden ({reason}). Öffnen Sie es.</translation>
    </message>
    <message>
      <source>Photo Sorter has a fault and works no further: {fault}. It is noted in the log; nothing is lost. Close the window and start again.</source>
      <translation>Nach einem Fehler arbeitet Photo Sorter nicht weiter: {fault}. Er ist im Protokoll vermerkt; nichts ist verloren. Schließen Sie das Fenster und starten Sie das Programm neu.</translation>
    </message>
    <message>
      <source>{folder} is no whole path. Choose a folder.</source>
      <translation>{folder} ist kein vollständiger Pfad. Wählen Sie einen Ordner.</translation>
    </message>
    <message>
      <source>{folder} cannot be a folder: a file of this name is planned.</source>
      <translation>{folder} kann kein Ordner sein: Eine Datei dieses Namens ist geplant.</translation>
    </message>
    <message>
      <source>{path} is there already. Choose another folder, or take the file out.</source>
      <translation>{path} gibt es schon. Wählen Sie einen anderen Ordner oder nehmen Sie die Datei heraus.</translation>
    </message>
    <message numerus="yes">
      <source>{n} files stay: {why}</source>
      <translation>
        <numerusform>1 Datei bleibt: {why}</numerusform>
        <numerusform>{n} Dateien bleiben: {why}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files, {size}</source>
      <translation>
        <numerusform>1 Datei, {size}</numerusform>
        <numerusform>{n} Dateien, {size}</numerusform>
      </translation>
    </message>
    <message>
      <source>{mode} to {folder}</source>
      <translation>{mode} nach {folder}</translation>
    </message>
    <message>
      <source>Template: {template}</source>
      <translation>Vorlage: {template}</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>Kopieren</translation>
    </message>
    <message>
      <source>Move</source>
      <translation>Verschieben</translation>
    </message>
    <message>
      <source>Hard links</source>
      <translation>Hardlinks</translation>
    </message>
    <message>
      <source>Links</source>
      <translation>Symbolische Links</translation>
    </message>
    <message>
      <source>{needed} needed, {free} free</source>
      <translation>{needed} nötig, {free} frei</translation>
    </message>
    <message>
      <source>The same file goes already, by another path.</source>
      <translation>Dieselbe Datei kommt schon über einen anderen Pfad mit.</translation>
    </message>
    <message>
      <source>The same photo is already there: {path}.</source>
      <translation>Dasselbe Foto ist schon dort: {path}.</translation>
    </message>
    <message>
      <source>The folder “{folder}” is for photos without a category, so it cannot be named after one.</source>
      <translation>Der Ordner „{folder}“ ist für Fotos ohne Kategorie und kann deshalb nicht nach einer benannt sein.</translation>
    </message>
    <message>
      <source>Another file that goes has the same name but for capitals.</source>
      <translation>Eine andere Datei, die mitkommt, heißt bis auf Groß- und Kleinschreibung genauso.</translation>
    </message>
    <message>
      <source>No category is sure.</source>
      <translation>Keine Kategorie ist sicher.</translation>
    </message>
    <message>
      <source>It is on another disk, to which no hard link can lead.</source>
      <translation>Auf einem anderen Datenträger, zu dem kein Hardlink führen kann.</translation>
    </message>
    <message>
      <source>It is too large for the file system of the destination.</source>
      <translation>Zu groß für das Dateisystem des Ziels.</translation>
    </message>
    <message>
      <source>Another file of this name is already there: {path}.</source>
      <translation>Eine andere Datei dieses Namens gibt es dort schon: {path}.</translation>
    </message>
    <message>
      <source>Its path would be too long for the destination.</source>
      <translation>Der Pfad wäre für das Ziel zu lang.</translation>
    </message>
    <message>
      <source>Planning was stopped.</source>
      <translation>Die Planung wurde gestoppt.</translation>
    </message>
    <message>
      <source>You have no permission to write to {folder}.</source>
      <translation>Keine Berechtigung, in {folder} zu schreiben.</translation>
    </message>
    <message>
      <source>It is a link to a file whose name is not valid text. Rename that first.</source>
      <translation>Ein Link auf eine Datei, deren Name kein gültiger Text ist. Benennen Sie diese zuerst um.</translation>
    </message>
    <message>
      <source>It is a link. Only files themselves are moved.</source>
      <translation>Ein Link. Verschoben werden nur die Dateien selbst.</translation>
    </message>
    <message>
      <source>You have no permission to move files out of its folder.</source>
      <translation>Keine Berechtigung, Dateien aus diesem Ordner zu verschieben.</translation>
    </message>
    <message>
      <source>It belongs to {name}, which stays.</source>
      <translation>Gehört zu {name} und bleibt damit auch.</translation>
    </message>
    <message>
      <source>The same photo goes there already: {path}.</source>
      <translation>Dasselbe Foto kommt schon dorthin: {path}.</translation>
    </message>
    <message>
      <source>There is too little free space: the files need {needed}, and {free} are free. Choose another destination, or fewer photos.</source>
      <translation>Es ist zu wenig Platz frei: Die Dateien brauchen {needed}, frei sind {free}. Wählen Sie ein anderes Ziel oder weniger Fotos.</translation>
    </message>
    <message>
      <source>{size} bytes</source>
      <translation>{size} Byte</translation>
    </message>
    <message>
      <source>{folder} is Photo Sorter's own folder.</source>
      <translation>{folder} ist der eigene Ordner von Photo Sorter.</translation>
    </message>
    <message>
      <source>{folder} is a link that leads out of the destination.</source>
      <translation>{folder} ist eine Verknüpfung, die aus dem Ziel hinausführt.</translation>
    </message>
    <message>
      <source>{path} is a file, so no folder of this name can be there. Rename one.</source>
      <translation>{path} ist eine Datei, deshalb kann dort kein Ordner dieses Namens sein. Benennen Sie eins von beiden um.</translation>
    </message>
    <message>
      <source>The template is empty. “{example}” makes a folder for each category and year; “{flat}” makes none.</source>
      <translation>Die Vorlage ist leer. „{example}“ legt für jede Kategorie und jedes Jahr einen Ordner an; „{flat}“ legt keinen an.</translation>
    </message>
    <message>
      <source>“{template}” begins outside of the destination. A template begins with a folder's name.</source>
      <translation>„{template}“ beginnt außerhalb des Ziels. Eine Vorlage beginnt mit dem Namen eines Ordners.</translation>
    </message>
    <message>
      <source>{field} counts files, so it can only be in the last level, the file's name.</source>
      <translation>{field} zählt Dateien und kann deshalb nur in der letzten Ebene stehen, dem Dateinamen.</translation>
    </message>
    <message>
      <source>“{template}” has a level without a name.</source>
      <translation>In „{template}“ hat eine Ebene keinen Namen.</translation>
    </message>
    <message>
      <source>“{level}” is no name of a folder. A template only leads downwards.</source>
      <translation>„{level}“ ist kein Ordnername. Eine Vorlage führt nur nach unten.</translation>
    </message>
    <message>
      <source>“{level}” has a brace without its other. A field is written as {field}.</source>
      <translation>In „{level}“ fehlt eine geschweifte Klammer. Ein Feld schreibt man so: {field}.</translation>
    </message>
    <message>
      <source>There is no field {field}; there are {fields}.</source>
      <translation>Das Feld {field} gibt es nicht; es gibt {fields}.</translation>
    </message>
    <message>
      <source>No category</source>
      <translation>Keine Kategorie</translation>
    </message>
    <message>
      <source>Unknown camera</source>
      <translation>Unbekannte Kamera</translation>
    </message>
    <message>
      <source>Unknown place</source>
      <translation>Unbekannter Ort</translation>
    </message>
    <message>
      <source>sharpest</source>
      <translation>am schärfsten</translation>
    </message>
    <message>
      <source>your favourite</source>
      <translation>Ihr Favorit</translation>
    </message>
    <message>
      <source>your rating</source>
      <translation>Ihre Bewertung</translation>
    </message>
    <message>
      <source>most pixels</source>
      <translation>meiste Pixel</translation>
    </message>
    <message>
      <source>camera raw</source>
      <translation>RAW-Datei</translation>
    </message>
    <message>
      <source>from the camera</source>
      <translation>aus der Kamera</translation>
    </message>
    <message>
      <source>has its date</source>
      <translation>mit Datum</translation>
    </message>
    <message>
      <source>original format</source>
      <translation>Originalformat</translation>
    </message>
    <message>
      <source>not edited</source>
      <translation>unbearbeitet</translation>
    </message>
    <message>
      <source>largest file</source>
      <translation>größte Datei</translation>
    </message>
    <message>
      <source>original name</source>
      <translation>Originalname</translation>
    </message>
    <message>
      <source>original folder</source>
      <translation>Originalordner</translation>
    </message>
    <message>
      <source>added first</source>
      <translation>zuerst hinzugefügt</translation>
    </message>
    <message>
      <source>Cancelled. Nothing was changed.</source>
      <translation>Abgebrochen. Nichts wurde geändert.</translation>
    </message>
    <message numerus="yes">
      <source>{n} answers</source>
      <translation>
        <numerusform>1 Antwort</numerusform>
        <numerusform>{n} Antworten</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} categories</source>
      <translation>
        <numerusform>1 Kategorie</numerusform>
        <numerusform>{n} Kategorien</numerusform>
      </translation>
    </message>
    <message>
      <source>{saved} of {all} photos</source>
      <translation>{saved} von {all} Fotos</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos</source>
      <translation>
        <numerusform>1 Foto</numerusform>
        <numerusform>{n} Fotos</numerusform>
      </translation>
    </message>
    <message>
      <source>The library is repaired: {photos}, {answers} and {categories} were saved.</source>
      <translation>Die Bibliothek ist repariert: {photos}, {answers} und {categories} wurden gerettet.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos will be looked at again.</source>
      <translation>
        <numerusform>1 Foto wird noch einmal angesehen.</numerusform>
        <numerusform>{n} Fotos werden noch einmal angesehen.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} decisions come from the daily copy.</source>
      <translation>
        <numerusform>1 Entscheidung stammt aus der täglichen Kopie.</numerusform>
        <numerusform>{n} Entscheidungen stammen aus der täglichen Kopie.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} answers are lost: nothing says any more of which photos they were.</source>
      <translation>
        <numerusform>1 Antwort ist verloren: Nichts sagt mehr, zu welchem Foto sie gehörte.</numerusform>
        <numerusform>{n} Antworten sind verloren: Nichts sagt mehr, zu welchen Fotos sie gehörten.</numerusform>
      </translation>
    </message>
    <message>
      <source>Your rules are off, so that they move no old photos. Turn them on when all photos are back.</source>
      <translation>Ihre Regeln sind ausgeschaltet, damit sie keine alten Fotos verschieben. Schalten Sie sie ein, wenn alle Fotos wieder da sind.</translation>
    </message>
    <message>
      <source>The damaged library is kept as {path}.</source>
      <translation>Die beschädigte Bibliothek bleibt als {path} erhalten.</translation>
    </message>
    <message>
      <source>Paused while another program fills the screen</source>
      <translation>Pausiert, solange ein anderes Programm den Bildschirm füllt</translation>
    </message>
    <message>
      <source>Paused while the computer is in use</source>
      <translation>Pausiert, solange der Computer benutzt wird</translation>
    </message>
    <message>
      <source>Paused to save the battery</source>
      <translation>Pausiert, um Akku zu sparen</translation>
    </message>
    <message>
      <source>Paused on battery</source>
      <translation>Pausiert im Akkubetrieb</translation>
    </message>
    <message>
      <source>{words} ({percent} %)</source>
      <translation>{words} ({percent} %)</translation>
    </message>
    <message>
      <source>{parts} cannot come along.</source>
      <translation>{parts} können nicht übernommen werden.</translation>
    </message>
    <message>
      <source>{others} and {last}</source>
      <translation>{others} und {last}</translation>
    </message>
    <message>
      <source>filters</source>
      <translation>Filter</translation>
    </message>
    <message>
      <source>words in quotes</source>
      <translation>Wörter in Anführungszeichen</translation>
    </message>
    <message>
      <source>weights</source>
      <translation>Gewichtungen</translation>
    </message>
    <message>
      <source>pictures from outside the library</source>
      <translation>Bilder von außerhalb der Bibliothek</translation>
    </message>
    <message>
      <source>Landscape</source>
      <translation>Querformat</translation>
    </message>
    <message>
      <source>Portrait</source>
      <translation>Hochformat</translation>
    </message>
    <message>
      <source>Square</source>
      <translation>Quadrat</translation>
    </message>
    <message>
      <source>Not rated</source>
      <translation>Nicht bewertet</translation>
    </message>
    <message>
      <source>Favourites</source>
      <translation>Favoriten</translation>
    </message>
    <message>
      <source>With a place</source>
      <translation>Mit Ortsangabe</translation>
    </message>
    <message numerus="yes">
      <source>{n} stars or more</source>
      <translation>
        <numerusform>ab 1 Stern</numerusform>
        <numerusform>ab {n} Sternen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} stars</source>
      <translation>
        <numerusform>1 Stern</numerusform>
        <numerusform>{n} Sterne</numerusform>
      </translation>
    </message>
    <message>
      <source>“{asked}” needs a value.</source>
      <translation>„{asked}“ braucht einen Wert.</translation>
    </message>
    <message>
      <source>“{asked}” is no folder.</source>
      <translation>„{asked}“ ist kein Ordner.</translation>
    </message>
    <message>
      <source>“{asked}” is no category.</source>
      <translation>„{asked}“ ist keine Kategorie.</translation>
    </message>
    <message>
      <source>“{asked}” is no date.</source>
      <translation>„{asked}“ ist kein Datum.</translation>
    </message>
    <message>
      <source>“{asked}” is no camera.</source>
      <translation>„{asked}“ ist keine Kamera.</translation>
    </message>
    <message>
      <source>“{asked}” is no lens.</source>
      <translation>„{asked}“ ist kein Objektiv.</translation>
    </message>
    <message>
      <source>“{asked}” is no type of file.</source>
      <translation>„{asked}“ ist kein Dateityp.</translation>
    </message>
    <message>
      <source>“{asked}” is no rating.</source>
      <translation>„{asked}“ ist keine Bewertung.</translation>
    </message>
    <message>
      <source>“{asked}” is no state of a photo.</source>
      <translation>„{asked}“ ist kein Zustand eines Fotos.</translation>
    </message>
    <message>
      <source>“{asked}” is no thing photos have.</source>
      <translation>„{asked}“ ist nichts, was Fotos haben.</translation>
    </message>
    <message>
      <source>“{asked}” is no size.</source>
      <translation>„{asked}“ ist keine Größe.</translation>
    </message>
    <message>
      <source>“{asked}” is no orientation.</source>
      <translation>„{asked}“ ist keine Ausrichtung.</translation>
    </message>
    <message>
      <source>Write in:summer or in:2019/summer.</source>
      <translation>Schreiben Sie in:summer oder in:2019/summer.</translation>
    </message>
    <message>
      <source>Write cat: and the name of a category.</source>
      <translation>Schreiben Sie cat: und den Namen einer Kategorie.</translation>
    </message>
    <message>
      <source>Write date:2019, date:2019-07 or date:2019..2021.</source>
      <translation>Schreiben Sie date:2019, date:2019-07 oder date:2019..2021.</translation>
    </message>
    <message>
      <source>Write camera:canon.</source>
      <translation>Schreiben Sie camera:canon.</translation>
    </message>
    <message>
      <source>Write lens:50mm.</source>
      <translation>Schreiben Sie lens:50mm.</translation>
    </message>
    <message>
      <source>Write type:jpeg, type:png or type:raw.</source>
      <translation>Schreiben Sie type:jpeg, type:png oder type:raw.</translation>
    </message>
    <message>
      <source>Write rating:3, rating:&gt;=3, rating:1..3 or rating:none.</source>
      <translation>Schreiben Sie rating:3, rating:&gt;=3, rating:1..3 oder rating:none.</translation>
    </message>
    <message>
      <source>Write is:favourite, is:unsorted, is:unsure or is:rated.</source>
      <translation>Schreiben Sie is:favourite, is:unsorted, is:unsure oder is:rated.</translation>
    </message>
    <message>
      <source>Write has:gps, has:caption, has:keywords, has:rating or has:camera.</source>
      <translation>Schreiben Sie has:gps, has:caption, has:keywords, has:rating oder has:camera.</translation>
    </message>
    <message>
      <source>Write size:&gt;5mb, size:&lt;200kb, size:1mb..3mb or size:&gt;=12mp.</source>
      <translation>Schreiben Sie size:&gt;5mb, size:&lt;200kb, size:1mb..3mb oder size:&gt;=12mp.</translation>
    </message>
    <message>
      <source>Write orientation:portrait, orientation:landscape or orientation:square.</source>
      <translation>Schreiben Sie orientation:portrait, orientation:landscape oder orientation:square.</translation>
    </message>
    <message>
      <source>There is no category “{name}”.</source>
      <translation>Eine Kategorie „{name}“ gibt es nicht.</translation>
    </message>
    <message>
      <source>There is no file of the type “{text}”.</source>
      <translation>Es gibt keine Datei vom Typ „{text}“.</translation>
    </message>
    <message>
      <source>There is no category “{name}”. To weigh the word, write "cat":{name}.</source>
      <translation>Eine Kategorie „{name}“ gibt es nicht. Um das Wort zu gewichten, schreiben Sie "cat":{name}.</translation>
    </message>
    <message>
      <source>There is no folder with “{text}” in its path.</source>
      <translation>Es gibt keinen Ordner mit „{text}“ im Pfad.</translation>
    </message>
    <message>
      <source>No photo is from a camera “{text}”.</source>
      <translation>Kein Foto stammt von einer Kamera „{text}“.</translation>
    </message>
    <message>
      <source>No photo is taken with a lens “{text}”.</source>
      <translation>Kein Foto wurde mit einem Objektiv „{text}“ aufgenommen.</translation>
    </message>
    <message>
      <source>“{dash}” alone says nothing. Write -word to steer away from a word.</source>
      <translation>„{dash}“ allein bedeutet nichts. Schreiben Sie -word, um ein Wort zu meiden.</translation>
    </message>
    <message>
      <source>This quote is not closed; what follows is taken to the end.</source>
      <translation>Dieses Anführungszeichen ist nicht geschlossen; was folgt, gilt bis zum Ende.</translation>
    </message>
    <message>
      <source>This quote is not closed; what follows is searched as plain words.</source>
      <translation>Dieses Anführungszeichen ist nicht geschlossen; was folgt, wird als einfache Wörter gesucht.</translation>
    </message>
    <message>
      <source>“{text}” has no name before its colon and is searched as words.</source>
      <translation>„{text}“ hat keinen Namen vor dem Doppelpunkt und wird als Wörter gesucht.</translation>
    </message>
    <message>
      <source>A word weighs {weight} at least. Write -word to steer away from it.</source>
      <translation>Ein Wort wiegt mindestens {weight}. Schreiben Sie -word, um es zu meiden.</translation>
    </message>
    <message>
      <source>Until then “{text}” is searched as words.</source>
      <translation>Bis dahin wird „{text}“ als Wörter gesucht.</translation>
    </message>
    <message>
      <source>There is nothing between these quotes.</source>
      <translation>Zwischen diesen Anführungszeichen steht nichts.</translation>
    </message>
    <message>
      <source>There is no filter “{name}”; “{text}” is searched as words.</source>
      <translation>Einen Filter „{name}“ gibt es nicht; „{text}“ wird als Wörter gesucht.</translation>
    </message>
    <message>
      <source>Write like:"/photos/one.jpg".</source>
      <translation>Schreiben Sie like:"/photos/one.jpg".</translation>
    </message>
    <message>
      <source>Write balance:0 for words alone to balance:1 for pictures alone.</source>
      <translation>Schreiben Sie balance:0 (nur Wörter) bis balance:1 (nur Bilder).</translation>
    </message>
    <message>
      <source>Write meaning:0 for what is written to meaning:1 for what is seen.</source>
      <translation>Schreiben Sie meaning:0 (was geschrieben steht) bis meaning:1 (was zu sehen ist).</translation>
    </message>
    <message>
      <source>Write more:12,15 with the numbers of photos.</source>
      <translation>Schreiben Sie more:12,15 mit den Nummern von Fotos.</translation>
    </message>
    <message>
      <source>Write less:7 with the numbers of photos.</source>
      <translation>Schreiben Sie less:7 mit den Nummern von Fotos.</translation>
    </message>
    <message>
      <source>This is searched as it stands, without the dash. Write -word to steer away from a word.</source>
      <translation>Das wird so gesucht, wie es dasteht, ohne den Strich. Schreiben Sie -word, um ein Wort zu meiden.</translation>
    </message>
    <message>
      <source>This quote was not opened and is left out.</source>
      <translation>Dieses Anführungszeichen wurde nicht geöffnet und wird ausgelassen.</translation>
    </message>
    <message>
      <source>A word weighs {weight} at most.</source>
      <translation>Ein Wort wiegt höchstens {weight}.</translation>
    </message>
    <message>
      <source>“{name}:” takes no minus and is left out.</source>
      <translation>„{name}:“ verträgt kein Minus und wird ausgelassen.</translation>
    </message>
    <message>
      <source>“{asked}” is not understood.</source>
      <translation>„{asked}“ ist nicht verständlich.</translation>
    </message>
    <message>
      <source>There is no filter “{name}”. Write {advice}.</source>
      <translation>Einen Filter „{name}“ gibt es nicht. Schreiben Sie {advice}.</translation>
    </message>
    <message>
      <source>Did you mean {text}?</source>
      <translation>Meinten Sie {text}?</translation>
    </message>
    <message>
      <source>A category needs a name. Type a word that describes its photos.</source>
      <translation>Eine Kategorie braucht einen Namen. Geben Sie ein Wort ein, das ihre Fotos beschreibt.</translation>
    </message>
    <message>
      <source>The name “{beginning}…” is too long: {length} characters, {most} at most. Give it a short name and put the description into its wording.</source>
      <translation>Der Name „{beginning}…“ ist zu lang: {length} Zeichen, höchstens {most} sind möglich. Wählen Sie einen kurzen Namen und schreiben Sie die Beschreibung in die Formulierung.</translation>
    </message>
    <message>
      <source>There are {count} sentences, {most} at most. Remove some.</source>
      <translation>Es sind {count} Sätze, höchstens {most} sind möglich. Entfernen Sie einige.</translation>
    </message>
    <message>
      <source>A wording of “{name}” has {length} characters, {most} at most. Shorten it.</source>
      <translation>Eine Formulierung von „{name}“ hat {length} Zeichen, höchstens {most} sind möglich. Kürzen Sie sie.</translation>
    </message>
    <message>
      <source>“{name}” is to lie within “{above}”, but there is no such category. Choose another parent.</source>
      <translation>„{name}“ soll in „{above}“ liegen, aber diese Kategorie gibt es nicht. Wählen Sie eine andere übergeordnete Kategorie.</translation>
    </message>
    <message>
      <source>“{name}” cannot lie within itself. Choose another parent.</source>
      <translation>„{name}“ kann nicht in sich selbst liegen. Wählen Sie eine andere übergeordnete Kategorie.</translation>
    </message>
    <message>
      <source>“{name}” lies {deepest} categories deep, which is too much. Nest fewer.</source>
      <translation>„{name}“ liegt {deepest} Ebenen tief, das ist zu viel. Verschachteln Sie weniger Kategorien.</translation>
    </message>
    <message>
      <source>The sentence “{sentence}” needs {placeholder} where the words go.</source>
      <translation>Im Satz „{sentence}“ fehlt {placeholder} an der Stelle, an die die Wörter kommen.</translation>
    </message>
    <message>
      <source>A sentence has {length} characters, {most} at most. Shorten it.</source>
      <translation>Ein Satz hat {length} Zeichen, höchstens {most} sind möglich. Kürzen Sie ihn.</translation>
    </message>
    <message>
      <source>There is already a category called “{name}”. Choose another name.</source>
      <translation>Es gibt schon eine Kategorie mit dem Namen „{name}“. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
      <source>“{source}” holds no categories of Photo Sorter: the line “{field} = {version}” is missing.</source>
      <translation>„{source}“ enthält keine Kategorien von Photo Sorter: Die Zeile „{field} = {version}“ fehlt.</translation>
    </message>
    <message>
      <source>“{source}” was written by a newer Photo Sorter. Update this one, then read it again.</source>
      <translation>„{source}“ stammt von einem neueren Photo Sorter. Aktualisieren Sie diesen und lesen Sie die Datei dann noch einmal ein.</translation>
    </message>
    <message>
      <source>“{source}” is too big for a list of categories: {most} MB at most.</source>
      <translation>„{source}“ ist zu groß für eine Liste von Kategorien: höchstens {most} MB sind möglich.</translation>
    </message>
    <message>
      <source>“{source}”, line {line}: {sentence}</source>
      <translation>„{source}“, Zeile {line}: {sentence}</translation>
    </message>
    <message>
      <source>This set has no name. Add a line that begins with “name =”.</source>
      <translation>Dieses Set hat keinen Namen. Fügen Sie eine Zeile hinzu, die mit „name =“ beginnt.</translation>
    </message>
    <message>
      <source>This category has no name. Add a line that begins with “name =”.</source>
      <translation>Diese Kategorie hat keinen Namen. Fügen Sie eine Zeile hinzu, die mit „name =“ beginnt.</translation>
    </message>
    <message>
      <source>“{source}”: {reason}</source>
      <translation>„{source}“: {reason}</translation>
    </message>
    <message>
      <source>“{source}” is not a text in UTF-8. Choose a file with categories.</source>
      <translation>„{source}“ ist kein Text in UTF-8. Wählen Sie eine Datei mit Kategorien.</translation>
    </message>
    <message>
      <source>“{source}” cannot be read: its lists lie too deep in one another.</source>
      <translation>„{source}“ kann nicht gelesen werden: Die Listen darin sind zu tief verschachtelt.</translation>
    </message>
    <message>
      <source>“{source}”, line {line}: {reason}. Correct the line and try again.</source>
      <translation>„{source}“, Zeile {line}: {reason}. Berichtigen Sie die Zeile und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>“{source}” cannot be read: a number in it is too long.</source>
      <translation>„{source}“ kann nicht gelesen werden: Eine Zahl darin ist zu lang.</translation>
    </message>
    <message>
      <source>“{field}” is unknown. Known here: {fields}.</source>
      <translation>„{field}“ ist unbekannt. Hier bekannt: {fields}.</translation>
    </message>
    <message>
      <source>“{field}” must be a list of texts, such as {example}.</source>
      <translation>„{field}“ muss eine Liste von Texten sein, etwa {example}.</translation>
    </message>
    <message>
      <source>“{field}” must be a text in quotes.</source>
      <translation>„{field}“ muss ein Text in Anführungszeichen sein.</translation>
    </message>
    <message>
      <source>“{field}” must be true or false.</source>
      <translation>„{field}“ muss true oder false sein.</translation>
    </message>
    <message>
      <source>“{field}” must be a number from 0 to 1.</source>
      <translation>„{field}“ muss eine Zahl von 0 bis 1 sein.</translation>
    </message>
    <message>
      <source>“{field}” must be a colour such as {example}.</source>
      <translation>„{field}“ muss eine Farbe sein, etwa {example}.</translation>
    </message>
    <message>
      <source>“{field}” is unknown. Did you mean “{like}”?</source>
      <translation>„{field}“ ist unbekannt. Meinten Sie „{like}“?</translation>
    </message>
    <message>
      <source>“{field}” must be {version}.</source>
      <translation>„{field}“ muss {version} sein.</translation>
    </message>
    <message>
      <source>“{field}” must be written as [[set]], once for every set.</source>
      <translation>„{field}“ muss als [[set]] geschrieben sein, einmal für jedes Set.</translation>
    </message>
    <message>
      <source>“{field}” must be written as [[category]], once for every category.</source>
      <translation>„{field}“ muss als [[category]] geschrieben sein, einmal für jede Kategorie.</translation>
    </message>
    <message>
      <source>You said no. The machine says {answer}</source>
      <translation>Sie haben nein gesagt. Das Programm sagt: {answer}</translation>
    </message>
    <message>
      <source>no wording stands out</source>
      <translation>keine Formulierung hebt sich ab</translation>
    </message>
    <message numerus="yes">
      <source>{n} of the {count} nearest photos you judged agree</source>
      <translation>
        <numerusform>1 der {count} ähnlichsten von Ihnen beurteilten Fotos stimmt zu</numerusform>
        <numerusform>{n} der {count} ähnlichsten von Ihnen beurteilten Fotos stimmen zu</numerusform>
      </translation>
    </message>
    <message>
      <source>over 99 %</source>
      <translation>über 99 %</translation>
    </message>
    <message>
      <source>{percent} %</source>
      <translation>{percent} %</translation>
    </message>
    <message>
      <source>under 1 %</source>
      <translation>unter 1 %</translation>
    </message>
    <message>
      <source>Yes, because you said yes to a category within it.</source>
      <translation>Ja, weil Sie zu einer Kategorie darin ja gesagt haben.</translation>
    </message>
    <message>
      <source>You said yes. The machine says {answer}</source>
      <translation>Sie haben ja gesagt. Das Programm sagt: {answer}</translation>
    </message>
    <message>
      <source>No, the photo is not in the category above.</source>
      <translation>Nein, das Foto ist nicht in der übergeordneten Kategorie.</translation>
    </message>
    <message>
      <source>Not sure, “{rival}” was stronger: {stronger} to {share}.</source>
      <translation>Nicht sicher, „{rival}“ war stärker: {stronger} gegen {share}.</translation>
    </message>
    <message>
      <source>“{wording}” spoke for it, “{other}” against</source>
      <translation>„{wording}“ sprach dafür, „{other}“ dagegen</translation>
    </message>
    <message>
      <source>“{wording}” spoke for it</source>
      <translation>„{wording}“ sprach dafür</translation>
    </message>
    <message>
      <source>“{wording}” spoke against it</source>
      <translation>„{wording}“ sprach dagegen</translation>
    </message>
    <message numerus="yes">
      <source>{n} of the {count} nearest photos you judged are in it</source>
      <translation>
        <numerusform>1 der {count} ähnlichsten von Ihnen beurteilten Fotos gehört dazu</numerusform>
        <numerusform>{n} der {count} ähnlichsten von Ihnen beurteilten Fotos gehören dazu</numerusform>
      </translation>
    </message>
    <message>
      <source>No, the photo is not in “{category}”.</source>
      <translation>Nein, das Foto ist nicht in „{category}“.</translation>
    </message>
    <message>
      <source>No, “{rival}” was stronger: {stronger} to {share}.</source>
      <translation>Nein, „{rival}“ war stärker: {stronger} gegen {share}.</translation>
    </message>
    <message>
      <source>Yes, {share}.</source>
      <translation>Ja, {share}.</translation>
    </message>
    <message>
      <source>Not sure, {share}.</source>
      <translation>Nicht sicher, {share}.</translation>
    </message>
    <message>
      <source>No, {share}.</source>
      <translation>Nein, {share}.</translation>
    </message>
    <message>
      <source>the nearest photo you judged agrees</source>
      <translation>das ähnlichste von Ihnen beurteilte Foto stimmt zu</translation>
    </message>
    <message>
      <source>the nearest photo you judged disagrees</source>
      <translation>das ähnlichste von Ihnen beurteilte Foto widerspricht</translation>
    </message>
    <message>
      <source>; </source>
      <translation>; </translation>
    </message>
    <message>
      <source>another category</source>
      <translation>eine andere Kategorie</translation>
    </message>
    <message>
      <source>the nearest photo you judged is in it</source>
      <translation>das ähnlichste von Ihnen beurteilte Foto gehört dazu</translation>
    </message>
    <message>
      <source>the nearest photo you judged is not in it</source>
      <translation>das ähnlichste von Ihnen beurteilte Foto gehört nicht dazu</translation>
    </message>
    <message>
      <source>Photo Sorter is open with the folder {home}. Close its window first, and try again.</source>
      <translation>Photo Sorter ist mit dem Ordner {home} geöffnet. Schließen Sie zuerst das Fenster und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>The folder {home} cannot be written to: {reason}.</source>
      <translation>In den Ordner {home} kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <source>Photo Sorter is already open with the folder {home}, but does not answer. Wait a moment, or end it and start again.</source>
      <translation>Photo Sorter ist mit dem Ordner {home} schon geöffnet, antwortet aber nicht. Warten Sie einen Moment oder beenden Sie das Programm und starten Sie es neu.</translation>
    </message>
    <message>
      <source>The window that is open is Photo Sorter {theirs}, and this is {ours}. Close the window and try again.</source>
      <translation>Das geöffnete Fenster ist Photo Sorter {theirs}, dies ist {ours}. Schließen Sie das Fenster und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>The window was closed before it was done. What was done is kept; try the rest again.</source>
      <translation>Das Fenster wurde geschlossen, bevor alles erledigt war. Was erledigt ist, bleibt; versuchen Sie den Rest noch einmal.</translation>
    </message>
    <message>
      <source>Not downloaded yet ({size} MB).</source>
      <translation>Noch nicht heruntergeladen ({size} MB).</translation>
    </message>
    <message>
      <source>“{model}” came from a file and is on no hub: install it from there again.</source>
      <translation>„{model}“ kam aus einer Datei und ist auf keinem Hub: Installieren Sie es von dort neu.</translation>
    </message>
    <message>
      <source>“{model}” is on no hub: get its weights by hand and use {architecture}/{tag}=FILE.</source>
      <translation>„{model}“ ist auf keinem Hub: Beschaffen Sie die Gewichte selbst und verwenden Sie {architecture}/{tag}=DATEI.</translation>
    </message>
    <message>
      <source>There is no model “{model}”: “photo-sorter models list” shows the names.</source>
      <translation>Ein Modell „{model}“ gibt es nicht: „photo-sorter models list“ zeigt die Namen.</translation>
    </message>
    <message>
      <source>“{model}” is not downloaded yet: download it, or choose the built-in model meanwhile.</source>
      <translation>„{model}“ ist noch nicht heruntergeladen: Laden Sie es herunter oder wählen Sie so lange das eingebaute Modell.</translation>
    </message>
    <message>
      <source>“{model}” is not here any more: install it again, or choose another model.</source>
      <translation>„{model}“ ist nicht mehr da: Installieren Sie es neu oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
      <source>“{model}” is here already: there is nothing to download.</source>
      <translation>„{model}“ ist schon da: Es gibt nichts herunterzuladen.</translation>
    </message>
    <message>
      <source>{url} has no {file} (404): the model was moved or renamed.</source>
      <translation>{file} fehlt unter {url} (404): Das Modell wurde verschoben oder umbenannt.</translation>
    </message>
    <message>
      <source>{url} has no weights for open_clip (404): the model was moved or renamed.</source>
      <translation>Unter {url} fehlen Gewichte für open_clip (404): Das Modell wurde verschoben oder umbenannt.</translation>
    </message>
    <message>
      <source>The hub's {file} does not describe a model: check the hub's address.</source>
      <translation>{file} vom Hub beschreibt kein Modell: Prüfen Sie die Adresse des Hubs.</translation>
    </message>
    <message>
      <source>Built-in (basic)</source>
      <translation>Eingebaut (einfach)</translation>
    </message>
    <message>
      <source>CLIP, recommended</source>
      <translation>CLIP, empfohlen</translation>
    </message>
    <message>
      <source>CLIP, the original of OpenAI</source>
      <translation>CLIP, das Original von OpenAI</translation>
    </message>
    <message>
      <source>SigLIP 2, many languages</source>
      <translation>SigLIP 2, viele Sprachen</translation>
    </message>
    <message>
      <source>CLIP, large and slow</source>
      <translation>CLIP, groß und langsam</translation>
    </message>
    <message>
      <source>English</source>
      <translation>Englisch</translation>
    </message>
    <message>
      <source>over 100 languages</source>
      <translation>über 100 Sprachen</translation>
    </message>
    <message>
      <source>see its page on the hub</source>
      <translation>siehe Seite des Modells im Hub</translation>
    </message>
    <message>
      <source>see where it came from</source>
      <translation>siehe Herkunft des Modells</translation>
    </message>
    <message>
      <source>“{model}” cannot look at pictures on this computer: {reason}</source>
      <translation>„{model}“ kann auf diesem Computer keine Bilder auswerten: {reason}</translation>
    </message>
    <message numerus="yes">
      <source>The hub does not answer at the moment ({code}): try again in {n} minutes. The address was {url}.</source>
      <translation>
        <numerusform>Der Hub antwortet im Moment nicht ({code}): Versuchen Sie es in 1 Minute noch einmal. Die Adresse war {url}.</numerusform>
        <numerusform>Der Hub antwortet im Moment nicht ({code}): Versuchen Sie es in {n} Minuten noch einmal. Die Adresse war {url}.</numerusform>
      </translation>
    </message>
    <message>
      <source>The hub refused {url} ({code}): check its address and try again.</source>
      <translation>Der Hub hat {url} verweigert ({code}): Prüfen Sie seine Adresse und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>{url} cannot be reached: check the internet connection and try again. ({reason})</source>
      <translation>{url} ist nicht erreichbar: Prüfen Sie die Internetverbindung und versuchen Sie es noch einmal. ({reason})</translation>
    </message>
    <message>
      <source>The hub does not answer at the moment ({code}): try again later. The address was {url}.</source>
      <translation>Der Hub antwortet im Moment nicht ({code}): Versuchen Sie es später noch einmal. Die Adresse war {url}.</translation>
    </message>
    <message numerus="yes">
      <source>The hub does not answer at the moment ({code}): try again in {n} seconds. The address was {url}.</source>
      <translation>
        <numerusform>Der Hub antwortet im Moment nicht ({code}): Versuchen Sie es in 1 Sekunde noch einmal. Die Adresse war {url}.</numerusform>
        <numerusform>Der Hub antwortet im Moment nicht ({code}): Versuchen Sie es in {n} Sekunden noch einmal. Die Adresse war {url}.</numerusform>
      </translation>
    </message>
    <message>
      <source>The hub's address “{address}” must look like https://hub.example: correct it in the settings.</source>
      <translation>Die Adresse des Hubs „{address}“ muss aussehen wie https://hub.example: Berichtigen Sie sie in den Einstellungen.</translation>
    </message>
    <message>
      <source>The proxy's address must look like http://proxy.example:8080: correct the settings.</source>
      <translation>Die Adresse des Proxys muss aussehen wie http://proxy.example:8080: Berichtigen Sie die Einstellungen.</translation>
    </message>
    <message>
      <source>{url} is not there (404): check the hub's address.</source>
      <translation>{url} gibt es nicht (404): Prüfen Sie die Adresse des Hubs.</translation>
    </message>
    <message>
      <source>{url} is shorter than it was (416): download it again.</source>
      <translation>{url} ist kürzer als zuvor (416): Laden Sie die Datei neu herunter.</translation>
    </message>
    <message>
      <source>{url} is not open to everyone ({code}): check the hub's address, or choose another model.</source>
      <translation>{url} ist nicht für alle zugänglich ({code}): Prüfen Sie die Adresse des Hubs oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
      <source>The proxy asks for a name and a password (407): write http://NAME:PASSWORD@HOST:PORT.</source>
      <translation>Der Proxy verlangt Name und Passwort (407): Schreiben Sie http://NAME:PASSWORT@HOST:PORT.</translation>
    </message>
    <message>
      <source>{url} leads in a circle, or off the web ({code}): check the hub's address.</source>
      <translation>{url} führt im Kreis oder aus dem Web hinaus ({code}): Prüfen Sie die Adresse des Hubs.</translation>
    </message>
    <message>
      <source>{host} cannot prove that it is {host} ({reason}): check this computer's clock, sign in to the network, or check the proxy.</source>
      <translation>{host} kann nicht beweisen, dass es {host} ist ({reason}): Prüfen Sie die Uhr dieses Computers, melden Sie sich im Netzwerk an oder prüfen Sie den Proxy.</translation>
    </message>
    <message>
      <source>No safe connection to {host} could be made: check the hub's address and the proxy. ({reason})</source>
      <translation>Eine sichere Verbindung zu {host} war nicht möglich: Prüfen Sie die Adresse des Hubs und den Proxy. ({reason})</translation>
    </message>
    <message>
      <source>{host} was not found: check the internet connection and the hub's address.</source>
      <translation>{host} wurde nicht gefunden: Prüfen Sie die Internetverbindung und die Adresse des Hubs.</translation>
    </message>
    <message>
      <source>{url} leads to an unsafe address: sign in to the network, or check the hub's address.</source>
      <translation>{url} führt zu einer unsicheren Adresse: Melden Sie sich im Netzwerk an oder prüfen Sie die Adresse des Hubs.</translation>
    </message>
    <message>
      <source>There is no folder {folder}.</source>
      <translation>Den Ordner {folder} gibt es nicht.</translation>
    </message>
    <message>
      <source>{folder} holds no weights: choose a folder as open_clip saves it, or a file of weights.</source>
      <translation>{folder} enthält keine Gewichte: Wählen Sie einen Ordner, wie open_clip ihn speichert oder eine Datei mit Gewichten.</translation>
    </message>
    <message>
      <source>{source} loads but computes nothing: its weights are damaged. Get it again.</source>
      <translation>{source} lässt sich laden, berechnet aber nichts: Die Gewichte sind beschädigt. Beschaffen Sie das Modell neu.</translation>
    </message>
    <message>
      <source>{folder} has no {file}: choose a folder as open_clip saves it, or a file of weights.</source>
      <translation>In {folder} fehlt {file}: Wählen Sie einen Ordner, wie open_clip ihn speichert oder eine Datei mit Gewichten.</translation>
    </message>
    <message>
      <source>{path} cannot be read: {reason}.</source>
      <translation>{path} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <source>The model cannot be written to {folder}: {reason}.</source>
      <translation>Das Modell kann nicht nach {folder} geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <source>The built-in model is a part of the program: it stays.</source>
      <translation>Das eingebaute Modell ist ein Teil des Programms: Es bleibt.</translation>
    </message>
    <message>
      <source>“{model}” does not lie in {folder}: there is nothing to remove.</source>
      <translation>„{model}“ liegt nicht in {folder}: Es gibt nichts zu entfernen.</translation>
    </message>
    <message>
      <source>The disk of {folder} needs {size} MB more room: free it and try again.</source>
      <translation>Auf dem Datenträger von {folder} fehlen {size} MB Platz: Schaffen Sie Platz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>The disk of {folder} is full: make room and try again.</source>
      <translation>Der Datenträger von {folder} ist voll: Schaffen Sie Platz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>“{model}” cannot be removed from {folder}: use another model, and try again. ({reason})</source>
      <translation>„{model}“ kann nicht aus {folder} entfernt werden: Verwenden Sie ein anderes Modell und versuchen Sie es noch einmal. ({reason})</translation>
    </message>
    <message>
      <source>“{model}” is arriving already: wait until it is there, or stop that first.</source>
      <translation>„{model}“ wird schon geladen: Warten Sie, bis es da ist, oder brechen Sie das zuerst ab.</translation>
    </message>
    <message>
      <source>patches by themselves (MaskCLIP)</source>
      <translation>einzelne Bildfelder (MaskCLIP)</translation>
    </message>
    <message>
      <source>“{model}” wants pictures that are not square or are padded: choose another model.</source>
      <translation>„{model}“ verlangt Bilder, die nicht quadratisch oder mit Rand aufgefüllt sind: Wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
      <source>It needs the package transformers: {command}</source>
      <translation>Nötig ist das Paket transformers: {command}</translation>
    </message>
    <message>
      <source>Installers leave out what it needs: install Photo Sorter by pip, with the extra “multilingual”.</source>
      <translation>Installationspakete enthalten nicht, was es braucht: Installieren Sie Photo Sorter mit pip und dem Zusatz „multilingual“.</translation>
    </message>
    <message>
      <source>{path} does not describe an image–text model: download it again.</source>
      <translation>{path} beschreibt kein Bild-Text-Modell: Laden Sie es neu herunter.</translation>
    </message>
    <message>
      <source>“{model}” has no weights in {folder}: download it again or choose another model.</source>
      <translation>Für „{model}“ fehlen die Gewichte in {folder}: Laden Sie das Modell neu herunter oder wählen Sie ein anderes.</translation>
    </message>
    <message>
      <source>There is no weights file {path}.</source>
      <translation>Die Datei {path} mit Gewichten gibt es nicht.</translation>
    </message>
    <message>
      <source>“{architecture}” needs more files than its weights: use local-dir:FOLDER.</source>
      <translation>„{architecture}“ braucht mehr Dateien als nur die Gewichte: Verwenden Sie local-dir:ORDNER.</translation>
    </message>
    <message>
      <source>open_clip knows no weights “{tag}” of {architecture}; it knows {known}.</source>
      <translation>open_clip kennt keine Gewichte „{tag}“ für {architecture}; bekannt: {known}.</translation>
    </message>
    <message>
      <source>“{architecture}” is no architecture that open_clip knows: look at its name again.</source>
      <translation>„{architecture}“ ist keine Architektur, die open_clip kennt: Prüfen Sie den Namen.</translation>
    </message>
    <message>
      <source>“{model}” takes a part of itself from the internet whenever it is loaded: choose another.</source>
      <translation>„{model}“ holt bei jedem Laden einen Teil von sich aus dem Internet: Wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
      <source>“{model}” mixes two activations (QuickGELU mismatch): the weights were trained with GELU, the architecture computes QuickGELU. Choose the same model without “-quickgelu” in the architecture's name.</source>
      <translation>„{model}“ mischt zwei Aktivierungen (QuickGELU mismatch): Die Gewichte wurden mit GELU trainiert, die Architektur rechnet mit QuickGELU. Wählen Sie dasselbe Modell ohne „-quickgelu“ im Namen der Architektur.</translation>
    </message>
    <message>
      <source>{path} is a program and was not opened: get “{model}” as a .safetensors file.</source>
      <translation>{path} ist ein Programm und wurde nicht geöffnet: Beschaffen Sie „{model}“ als .safetensors-Datei.</translation>
    </message>
    <message>
      <source>“{model}” has no {file} in {folder}: download it again.</source>
      <translation>Für „{model}“ fehlt {file} in {folder}: Laden Sie das Modell neu herunter.</translation>
    </message>
    <message>
      <source>“{model}” cannot be used yet. {advice}</source>
      <translation>„{model}“ ist noch nicht verwendbar. {advice}</translation>
    </message>
    <message>
      <source>open_clip has no weights for “{architecture}”. Models are named like {example}.</source>
      <translation>open_clip hat keine Gewichte für „{architecture}“. Modelle heißen wie {example}.</translation>
    </message>
    <message>
      <source>{path} cannot be read as a model's configuration: download it again.</source>
      <translation>{path} lässt sich nicht als Konfiguration eines Modells lesen: Laden Sie es neu herunter.</translation>
    </message>
    <message>
      <source>“{model}” mixes two activations (QuickGELU mismatch): the weights were trained with QuickGELU, the architecture computes GELU. Choose the same model with “-quickgelu” after the architecture's name.</source>
      <translation>„{model}“ mischt zwei Aktivierungen (QuickGELU mismatch): Die Gewichte wurden mit QuickGELU trainiert, die Architektur rechnet mit GELU. Wählen Sie dasselbe Modell mit „-quickgelu“ nach dem Namen der Architektur.</translation>
    </message>
    <message>
      <source>{source} holds more than plain weights and was not opened: get it as .safetensors.</source>
      <translation>{source} enthält mehr als reine Gewichte und wurde nicht geöffnet: Beschaffen Sie das Modell als .safetensors-Datei.</translation>
    </message>
    <message>
      <source>“{model}” cannot be loaded from {source}: get it again. ({reason})</source>
      <translation>„{model}“ kann nicht aus {source} geladen werden: Beschaffen Sie es neu. ({reason})</translation>
    </message>
    <message>
      <source>“{model}” is built in a way that does not tell where in a picture it sees something.</source>
      <translation>„{model}“ ist so gebaut, dass es nicht angeben kann, wo im Bild es etwas sieht.</translation>
    </message>
    <message>
      <source>feature map (CAM)</source>
      <translation>Merkmalskarte (CAM)</translation>
    </message>
    <message>
      <source>The built-in model's file {file} is damaged: install Photo Sorter again.</source>
      <translation>Die Datei {file} des eingebauten Modells ist beschädigt: Installieren Sie Photo Sorter neu.</translation>
    </message>
    <message>
      <source>The built-in model in {folder} is incomplete: install Photo Sorter again.</source>
      <translation>Das eingebaute Modell in {folder} ist unvollständig: Installieren Sie Photo Sorter neu.</translation>
    </message>
    <message>
      <source>{url} gives another part than was asked for: check the hub's address.</source>
      <translation>{url} liefert einen anderen Teil als angefordert: Prüfen Sie die Adresse des Hubs.</translation>
    </message>
    <message>
      <source>A web page came instead of {file}: sign in to the network, or check the hub's address, and download again.</source>
      <translation>Statt {file} kam eine Webseite: Melden Sie sich im Netzwerk an oder prüfen Sie die Adresse des Hubs, und laden Sie neu herunter.</translation>
    </message>
    <message>
      <source>Nothing came of {file}: try again later.</source>
      <translation>Von {file} kam nichts an: Versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
      <source>The connection broke off after {size} bytes of {file}; they are kept: download again.</source>
      <translation>Die Verbindung brach nach {size} Byte von {file} ab; sie bleiben erhalten: Laden Sie noch einmal herunter.</translation>
    </message>
    <message>
      <source>The download was stopped; what arrived is kept.</source>
      <translation>Der Download wurde abgebrochen; was schon da ist, bleibt erhalten.</translation>
    </message>
    <message>
      <source>{file} arrived damaged (its SHA-256 is wrong) and was thrown away: download again.</source>
      <translation>{file} kam beschädigt an (falsche SHA-256-Prüfsumme) und wurde verworfen: Laden Sie die Datei neu herunter.</translation>
    </message>
    <message>
      <source>{file} fits {architectures} alike: name the architecture that it was trained as.</source>
      <translation>{file} passt zu {architectures} gleichermaßen: Nennen Sie die Architektur, mit der das Modell trainiert wurde.</translation>
    </message>
    <message>
      <source>{file} fits no architecture that open_clip knows: install the folder that it comes from, with its open_clip_config.json.</source>
      <translation>{file} passt zu keiner Architektur, die open_clip kennt: Installieren Sie den Ordner, aus dem die Datei stammt, mit seiner open_clip_config.json.</translation>
    </message>
    <message>
      <source>{path} is a web page, not weights: download the file itself.</source>
      <translation>{path} ist eine Webseite, keine Gewichte: Laden Sie die Datei selbst herunter.</translation>
    </message>
    <message>
      <source>{path} is no file of weights: choose a .safetensors or .bin file.</source>
      <translation>{path} ist keine Datei mit Gewichten: Wählen Sie eine .safetensors- oder .bin-Datei.</translation>
    </message>
    <message>
      <source>{path} is a program and was not opened: get the model as a .safetensors file.</source>
      <translation>{path} ist ein Programm und wurde nicht geöffnet: Beschaffen Sie das Modell als .safetensors-Datei.</translation>
    </message>
    <message>
      <source>{path} holds no weights: choose a .safetensors or .bin file of a model.</source>
      <translation>{path} enthält keine Gewichte: Wählen Sie eine .safetensors- oder .bin-Datei eines Modells.</translation>
    </message>
    <message>
      <source>{path} is damaged or ends early: get it again. ({reason})</source>
      <translation>{path} ist beschädigt oder endet zu früh: Beschaffen Sie die Datei neu. ({reason})</translation>
    </message>
    <message>
      <source>{path} holds more than plain weights and was not opened: get it as .safetensors.</source>
      <translation>{path} enthält mehr als reine Gewichte und wurde nicht geöffnet: Beschaffen Sie das Modell als .safetensors-Datei.</translation>
    </message>
    <message>
      <source>{path} is damaged or ends early: get it again.</source>
      <translation>{path} ist beschädigt oder endet zu früh: Beschaffen Sie die Datei neu.</translation>
    </message>
    <message>
      <source> and </source>
      <translation> und </translation>
    </message>
    <message>
      <source>Photos cannot be opened: the process that reads them does not start. Close other programs and start Photo Sorter again; if that does not help, install it again.</source>
      <translation>Fotos lassen sich nicht öffnen: Der Prozess, der sie liest, startet nicht. Schließen Sie andere Programme und starten Sie Photo Sorter neu; hilft das nicht, installieren Sie es neu.</translation>
    </message>
    <message>
      <source>Cannot read {name}: it took longer than {seconds} seconds.</source>
      <translation>{name} kann nicht gelesen werden: Es dauerte länger als {seconds} Sekunden.</translation>
    </message>
    <message>
      <source>Cannot read {name}: it has {count} megapixels, and the limit is {most}.</source>
      <translation>{name} kann nicht gelesen werden: {count} Megapixel sind mehr als die Grenze von {most}.</translation>
    </message>
    <message>
      <source>Cannot read {name}: it is a camera raw file without a preview that can be used. It needs the package rawpy ({command}).</source>
      <translation>{name} ist nicht lesbar: eine RAW-Datei ohne brauchbare Vorschau. Nötig ist das Paket rawpy ({command}).</translation>
    </message>
    <message>
      <source>Cannot read {name}: Photo Sorter has a fault with it ({fault}), noted in its log.</source>
      <translation>{name} kann nicht gelesen werden: Dabei ist in Photo Sorter ein Fehler aufgetreten ({fault}); er ist im Protokoll vermerkt.</translation>
    </message>
    <message>
      <source>There is no space left for thumbnails in {folder}. Free some space; the rest will then be added.</source>
      <translation>In {folder} ist kein Platz mehr für Vorschaubilder. Schaffen Sie Platz; dann wird der Rest hinzugefügt.</translation>
    </message>
    <message>
      <source>Thumbnails cannot be written to {folder}: the folder is read-only.</source>
      <translation>Vorschaubilder können nicht nach {folder} geschrieben werden: Der Ordner ist schreibgeschützt.</translation>
    </message>
    <message>
      <source>Thumbnails cannot be written to {folder}: {reason}.</source>
      <translation>Vorschaubilder können nicht nach {folder} geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <source>you have no permission to read it</source>
      <translation>keine Leseberechtigung</translation>
    </message>
    <message>
      <source>it is not there any more</source>
      <translation>nicht mehr vorhanden</translation>
    </message>
    <message>
      <source>it is a folder</source>
      <translation>ein Ordner, keine Datei</translation>
    </message>
    <message>
      <source>it is not a file</source>
      <translation>keine Datei</translation>
    </message>
    <message>
      <source>the file is empty</source>
      <translation>leere Datei</translation>
    </message>
    <message>
      <source>the file ends early</source>
      <translation>unvollständige Datei</translation>
    </message>
    <message>
      <source>it is damaged</source>
      <translation>beschädigt</translation>
    </message>
    <message>
      <source>it is damaged, or of a variant that Photo Sorter does not know</source>
      <translation>beschädigt oder eine Variante, die Photo Sorter nicht kennt</translation>
    </message>
    <message>
      <source>it is not an image, or of a kind that Photo Sorter does not know</source>
      <translation>kein Bild oder eine Art, die Photo Sorter nicht kennt</translation>
    </message>
    <message>
      <source>it claims to hold far more pixels than a photo has</source>
      <translation>angeblich weit mehr Pixel, als ein Foto hat</translation>
    </message>
    <message>
      <source>it needs more memory than one photo may take</source>
      <translation>mehr Speicherbedarf, als ein Foto haben darf</translation>
    </message>
    <message>
      <source>it made the decoder break off</source>
      <translation>Abbruch beim Dekodieren</translation>
    </message>
    <message>
      <source>it has changed since it was indexed</source>
      <translation>seit der Auswertung geändert</translation>
    </message>
    <message>
      <source>it is in the cloud only, and is read once it is on this computer</source>
      <translation>sie liegt nur in der Cloud und wird gelesen, sobald sie auf diesem Computer ist</translation>
    </message>
    <message>
      <source>it is a camera raw file without a preview that can be used</source>
      <translation>es ist eine RAW-Datei ohne brauchbare Vorschau</translation>
    </message>
    <message>
      <source>Cannot read {name}: {reason}.</source>
      <translation>{name} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <source>It will be tried again when it changes.</source>
      <translation>Sobald sich die Datei ändert, wird es noch einmal versucht.</translation>
    </message>
    <message>
      <source>It cannot be read: {reason}.</source>
      <translation>Nicht lesbar: {reason}.</translation>
    </message>
    <message>
      <source>It is not there any more, or is a link that leads nowhere.</source>
      <translation>Nicht mehr vorhanden oder ein Link, der ins Leere führt.</translation>
    </message>
    <message>
      <source>It is a link that leads back to itself.</source>
      <translation>Ein Link, der auf sich selbst zurückführt.</translation>
    </message>
    <message>
      <source>You have no permission to read it.</source>
      <translation>Keine Leseberechtigung.</translation>
    </message>
    <message>
      <source>It is not a file any more.</source>
      <translation>Keine Datei mehr.</translation>
    </message>
    <message>
      <source>Its time lies centuries away, and could not be kept. Set it right first.</source>
      <translation>Ihre Zeit liegt Jahrhunderte entfernt und ließe sich nicht erhalten. Stellen Sie sie zuerst richtig.</translation>
    </message>
    <message>
      <source>The folder {path} cannot be made: {reason}.</source>
      <translation>Der Ordner {path} kann nicht angelegt werden: {reason}.</translation>
    </message>
    <message>
      <source>{path} cannot be removed: {reason}.</source>
      <translation>{path} kann nicht entfernt werden: {reason}.</translation>
    </message>
    <message>
      <source>The folder {path} cannot be written: {reason}.</source>
      <translation>Der Ordner {path} kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <source>The copy of {path} does not read as it was written. Check the disk.</source>
      <translation>Die Kopie von {path} liest sich anders, als sie geschrieben wurde. Prüfen Sie den Datenträger.</translation>
    </message>
    <message>
      <source>{path} has changed since the preview was made.</source>
      <translation>{path} hat sich geändert, seit die Vorschau erstellt wurde.</translation>
    </message>
    <message>
      <source>{path} cannot be put into {folder}: {reason}.</source>
      <translation>{path} kann nicht in {folder} abgelegt werden: {reason}.</translation>
    </message>
    <message>
      <source>its links lead in a circle</source>
      <translation>die Links darin führen im Kreis</translation>
    </message>
    <message>
      <source>{path} was left alone: there is a {target} already.</source>
      <translation>{path} blieb unangetastet: {target} gibt es schon.</translation>
    </message>
    <message>
      <source>there is no space left on the disk</source>
      <translation>kein Platz mehr auf dem Datenträger</translation>
    </message>
    <message>
      <source>you have no permission</source>
      <translation>keine Berechtigung</translation>
    </message>
    <message>
      <source>“{folder}” does not answer: its disk, or the computer that shares it, may be off or busy. Its photos stay in the library, and it is looked at again once it answers.</source>
      <translation>„{folder}“ antwortet nicht: Sein Datenträger oder der Computer, der ihn freigibt, ist vielleicht ausgeschaltet oder ausgelastet. Die Fotos bleiben in der Bibliothek, und der Ordner wird wieder angesehen, sobald er antwortet.</translation>
    </message>
    <message>
      <source>The name of {path} is not valid text, so it was left out. Rename it to add it.</source>
      <translation>Der Name von {path} ist kein gültiger Text und wurde deshalb ausgelassen. Benennen Sie die Datei um, damit sie dazukommt.</translation>
    </message>
    <message>
      <source>Cannot read the folder {folder}: {reason}.</source>
      <translation>Der Ordner {folder} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <source>The folder {folder} is not there. If it is on a disk that is not connected, connect it.</source>
      <translation>Der Ordner {folder} ist nicht da. Falls er auf einem nicht angeschlossenen Datenträger liegt, schließen Sie diesen an.</translation>
    </message>
    <message>
      <source>{folder} is not a folder.</source>
      <translation>{folder} ist kein Ordner.</translation>
    </message>
    <message>
      <source>Cannot add {path}: it cannot be found. Choose a folder of photos.</source>
      <translation>{path} kann nicht hinzugefügt werden: nicht gefunden. Wählen Sie einen Ordner mit Fotos.</translation>
    </message>
    <message>
      <source>Cannot add {path}: it is a file, not a folder. Choose a folder of photos.</source>
      <translation>{path} kann nicht hinzugefügt werden: Das ist eine Datei, kein Ordner. Wählen Sie einen Ordner mit Fotos.</translation>
    </message>
    <message>
      <source>Cannot look into {path}: {reason}.</source>
      <translation>{path} kann nicht durchsucht werden: {reason}.</translation>
    </message>
    <message>
      <source>you have no permission to write there</source>
      <translation>keine Schreibberechtigung</translation>
    </message>
    <message>
      <source>another program has just made it; try again</source>
      <translation>ein anderes Programm hat sie eben angelegt; versuchen Sie es noch einmal</translation>
    </message>
    <message>
      <source>it is a link to another file</source>
      <translation>ein Link auf eine andere Datei</translation>
    </message>
    <message>
      <source>it is write-protected</source>
      <translation>schreibgeschützt</translation>
    </message>
    <message>
      <source>another program has just changed it; try again</source>
      <translation>ein anderes Programm hat sie eben geändert; versuchen Sie es noch einmal</translation>
    </message>
    <message>
      <source>its photo is not there any more</source>
      <translation>das Foto dazu ist nicht mehr vorhanden</translation>
    </message>
    <message>
      <source>{path} was not written: {reason}.</source>
      <translation>{path} wurde nicht geschrieben: {reason}.</translation>
    </message>
    <message>
      <source>you have no permission to move it</source>
      <translation>keine Berechtigung zum Verschieben</translation>
    </message>
    <message>
      <source>{path} was not taken back: the trash does not hold it any more.</source>
      <translation>{path} wurde nicht zurückgeholt: Die Datei ist nicht mehr im Papierkorb.</translation>
    </message>
    <message>
      <source>{path} was not taken back: its folder is not there. It stays in the trash.</source>
      <translation>{path} wurde nicht zurückgeholt: Der Ordner ist nicht da. Die Datei bleibt im Papierkorb.</translation>
    </message>
    <message>
      <source>{path} was not taken back: another file lies there now. It stays in the trash.</source>
      <translation>{path} wurde nicht zurückgeholt: Dort liegt jetzt eine andere Datei. Sie bleibt im Papierkorb.</translation>
    </message>
    <message>
      <source>{path} was not moved: the disk it is on has no trash that can be used. Move it by hand.</source>
      <translation>{path} wurde nicht verschoben: Auf dem Datenträger gibt es keinen nutzbaren Papierkorb. Verschieben Sie die Datei von Hand.</translation>
    </message>
    <message>
      <source>{path} was not moved to the trash: {reason}.</source>
      <translation>{path} wurde nicht in den Papierkorb verschoben: {reason}.</translation>
    </message>
    <message>
      <source>{path} stays in the trash. {why}</source>
      <translation>{path} bleibt im Papierkorb. {why}</translation>
    </message>
    <message>
      <source>Cannot use the folder {folder}: {reason}.</source>
      <translation>Der Ordner {folder} ist nicht verwendbar: {reason}.</translation>
    </message>
    <message>
      <source>{folder} is on a disk that is not there. Connect it first.</source>
      <translation>{folder} liegt auf einem Datenträger, der nicht da ist. Schließen Sie ihn zuerst an.</translation>
    </message>
    <message>
      <source>{folder} is a link that leads back to itself. Choose another destination.</source>
      <translation>{folder} ist ein Link, der auf sich selbst zurückführt. Wählen Sie ein anderes Ziel.</translation>
    </message>
    <message>
      <source>Nothing can be written to {folder}. Choose another destination.</source>
      <translation>In {folder} kann nichts geschrieben werden. Wählen Sie ein anderes Ziel.</translation>
    </message>
    <message>
      <source>{folder} is a file. Choose a folder as the destination.</source>
      <translation>{folder} ist eine Datei. Wählen Sie einen Ordner als Ziel.</translation>
    </message>
    <message>
      <source>{folder} is a link that leads nowhere. Choose another destination.</source>
      <translation>{folder} ist ein Link, der ins Leere führt. Wählen Sie ein anderes Ziel.</translation>
    </message>
    <message>
      <source>Changes in {folder} are only seen by regular scans: {reason}.</source>
      <translation>Änderungen in {folder} werden nur bei regelmäßigen Suchläufen bemerkt: {reason}.</translation>
    </message>
    <message>
      <source>Changes in {folder} are only seen by regular scans, for the system watches too many folders already. Raise the limit: sudo sysctl fs.inotify.max_user_instances=1024</source>
      <translation>Änderungen in {folder} werden nur bei den regelmäßigen Durchläufen bemerkt, denn das System überwacht schon zu viele Ordner. Erhöhen Sie die Grenze: sudo sysctl fs.inotify.max_user_instances=1024</translation>
    </message>
    <message>
      <source>Changes in {folder} are only seen by regular scans, for the system watches too many folders already. Raise the limit: sudo sysctl fs.inotify.max_user_watches=1048576</source>
      <translation>Änderungen in {folder} werden nur bei regelmäßigen Suchläufen bemerkt, denn das System überwacht schon zu viele Ordner. Erhöhen Sie die Grenze: sudo sysctl fs.inotify.max_user_watches=1048576</translation>
    </message>
    <message>
      <source>its {property} is written in a way that Photo Sorter does not know</source>
      <translation>{property} darin ist auf eine Weise geschrieben, die Photo Sorter nicht kennt</translation>
    </message>
    <message>
      <source>it is too large for a sidecar</source>
      <translation>zu groß für eine Begleitdatei</translation>
    </message>
    <message>
      <source>it declares a document type, which XMP does not have</source>
      <translation>darin steht ein Dokumenttyp, den es in XMP nicht gibt</translation>
    </message>
    <message>
      <source>it is no XMP</source>
      <translation>kein XMP</translation>
    </message>
    <message>
      <source>it is no XMP, or damaged</source>
      <translation>kein XMP oder beschädigt</translation>
    </message>
    <message>
      <source>The settings cannot be kept in {path} ({reason}): they hold until the program ends.</source>
      <translation>Die Einstellungen können nicht in {path} gespeichert werden ({reason}): Sie gelten, bis das Programm endet.</translation>
    </message>
    <message>
      <source>Another program has the library {path} open. Close it there first. Nothing was changed.</source>
      <translation>Ein anderes Programm hat die Bibliothek {path} geöffnet. Schließen Sie sie zuerst dort. Nichts wurde geändert.</translation>
    </message>
    <message>
      <source>The library {path} cannot be replaced ({reason}). It is as it was.</source>
      <translation>Die Bibliothek {path} kann nicht ersetzt werden ({reason}). Sie ist, wie sie war.</translation>
    </message>
    <message>
      <source>The library {path} cannot be opened for writing ({reason}). Give it a folder that you may write to: photo-sorter --home FOLDER.</source>
      <translation>Die Bibliothek {path} kann nicht zum Schreiben geöffnet werden ({reason}). Geben Sie ihr einen Ordner, in den Sie schreiben dürfen: photo-sorter --home ORDNER.</translation>
    </message>
    <message>
      <source>The library {path} is damaged ({reason}). Your photos are not affected. `photo-sorter repair` saves all of the library that can be read; the window offers it, too.</source>
      <translation>Die Bibliothek {path} ist beschädigt ({reason}). Ihre Fotos sind nicht betroffen. `photo-sorter repair` rettet alles, was davon lesbar ist; auch das Fenster bietet es an.</translation>
    </message>
    <message>
      <source>There is no space left on the disk of the library {path}. Free some space; the work goes on then.</source>
      <translation>Auf dem Datenträger der Bibliothek {path} ist kein Platz mehr. Schaffen Sie Platz; dann geht die Arbeit weiter.</translation>
    </message>
    <message>
      <source>The library {path} is locked by another program. Close that program and try again.</source>
      <translation>Die Bibliothek {path} ist durch ein anderes Programm gesperrt. Schließen Sie jenes Programm und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>The disk of the library {path} reports a fault ({reason}). Check the disk and try again.</source>
      <translation>Der Datenträger der Bibliothek {path} meldet einen Fehler ({reason}). Prüfen Sie den Datenträger und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>the table {name} is missing</source>
      <translation>die Tabelle {name} fehlt</translation>
    </message>
    <message>
      <source>The library {path} is damaged: {reason}.</source>
      <translation>Die Bibliothek {path} ist beschädigt: {reason}.</translation>
    </message>
    <message>
      <source>The library {path} was written by a newer Photo Sorter (version {version} of the schema; this program knows {known}). Nothing was changed. Install the newer program to open it.</source>
      <translation>Die Bibliothek {path} stammt von einem neueren Photo Sorter (Version {version} des Schemas; dieses Programm kennt {known}). Nichts wurde geändert. Installieren Sie das neuere Programm, um sie zu öffnen.</translation>
    </message>
    <message>
      <source>There is no library at {path} yet. Add a folder of photos first.</source>
      <translation>Unter {path} gibt es noch keine Bibliothek. Fügen Sie zuerst einen Ordner mit Fotos hinzu.</translation>
    </message>
    <message numerus="yes">
      <source>The library {path} has {n} rows that point to nothing.</source>
      <translation>
        <numerusform>Die Bibliothek {path} hat 1 Zeile, die auf nichts verweist.</numerusform>
        <numerusform>Die Bibliothek {path} hat {n} Zeilen, die auf nichts verweisen.</numerusform>
      </translation>
    </message>
    <message>
      <source>Photo Sorter is already open with the library {path}. Close it there first, or use that window.</source>
      <translation>Photo Sorter ist mit der Bibliothek {path} schon geöffnet. Schließen Sie das Programm dort zuerst oder verwenden Sie jenes Fenster.</translation>
    </message>
    <message>
      <source>The library {path} is from an older Photo Sorter. Open the window once to bring it up to date.</source>
      <translation>Die Bibliothek {path} stammt von einem älteren Photo Sorter. Öffnen Sie einmal das Fenster, um sie zu aktualisieren.</translation>
    </message>
    <message>
      <source>Recovered set {number}</source>
      <translation>Gerettetes Set {number}</translation>
    </message>
    <message>
      <source>Recovered category {number}</source>
      <translation>Gerettete Kategorie {number}</translation>
    </message>
    <message>
      <source>The library {path} is damaged, and was written by a newer Photo Sorter. Nothing was changed. Install the newer program to repair it.</source>
      <translation>Die Bibliothek {path} ist beschädigt und stammt von einem neueren Photo Sorter. Nichts wurde geändert. Installieren Sie das neuere Programm, um sie zu reparieren.</translation>
    </message>
    <message>
      <source>There are two saved searches called “{name}”. Give one of them another name.</source>
      <translation>Es gibt zwei gespeicherte Suchen mit dem Namen „{name}“. Geben Sie einer davon einen anderen Namen.</translation>
    </message>
    <message>
      <source>Photos that could not be read</source>
      <translation>Fotos, die nicht gelesen werden konnten</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos could not be read</source>
      <translation>
        <numerusform>1 Foto konnte nicht gelesen werden</numerusform>
        <numerusform>{n} Fotos konnten nicht gelesen werden</numerusform>
      </translation>
    </message>
    <message>
      <source>No photos</source>
      <translation>Keine Fotos</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos are answered differently: {first} has {first_right} of them right, {second} {second_right}.</source>
      <translation>
        <numerusform>1 Foto wird unterschiedlich beantwortet: {first} hat davon {first_right} richtig, {second} {second_right}.</numerusform>
        <numerusform>{n} Fotos werden unterschiedlich beantwortet: {first} hat davon {first_right} richtig, {second} {second_right}.</numerusform>
      </translation>
    </message>
    <message>
      <source>Right of all</source>
      <translation>Insgesamt richtig</translation>
    </message>
    <message>
      <source>As the library would sort them. “Not sure” and “none of these” count as not right.</source>
      <translation>So, wie die Bibliothek sie sortieren würde. „Nicht sicher“ und „nichts davon“ zählen als nicht richtig.</translation>
    </message>
    <message>
      <source>Forced choice</source>
      <translation>Erzwungene Wahl</translation>
    </message>
    <message>
      <source>If every photo had to go to its likeliest class.</source>
      <translation>Wenn jedes Foto in seine wahrscheinlichste Klasse müsste.</translation>
    </message>
    <message>
      <source>Answered</source>
      <translation>Beantwortet</translation>
    </message>
    <message>
      <source>Photos that would be sorted into a class: neither “not sure” nor “none of these”.</source>
      <translation>Fotos, die in eine Klasse sortiert würden: weder „nicht sicher“ noch „nichts davon“.</translation>
    </message>
    <message>
      <source>Right when answered</source>
      <translation>Davon richtig</translation>
    </message>
    <message>
      <source>How many of those are right.</source>
      <translation>Wie viele der beantworteten richtig sind.</translation>
    </message>
    <message>
      <source>As sorted</source>
      <translation>Wie sortiert</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos differ</source>
      <translation>
        <numerusform>1 Foto weicht ab</numerusform>
        <numerusform>{n} Fotos weichen ab</numerusform>
      </translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>Fotos</translation>
    </message>
    <message>
      <source>Choose a cell to see its photos.</source>
      <translation>Wählen Sie eine Zelle, um ihre Fotos zu sehen.</translation>
    </message>
    <message numerus="yes">
      <source>None of {n} photos could be read. {reason}</source>
      <translation>
        <numerusform>Das eine Foto konnte nicht gelesen werden. {reason}</numerusform>
        <numerusform>Keines von {n} Fotos konnte gelesen werden. {reason}</numerusform>
      </translation>
    </message>
    <message>
      <source>One subfolder a class, or a CSV file with the columns path and label</source>
      <translation>Ein Unterordner pro Klasse oder CSV mit path und label</translation>
    </message>
    <message>
      <source>Review asks about the hardest photos, and each counts here as if you had not judged it: your library as a whole is sorted better than this.</source>
      <translation>Die Durchsicht fragt nach den schwierigsten Fotos, und jedes zählt hier, als hätten Sie es nicht beurteilt: Ihre Bibliothek insgesamt ist besser sortiert, als es hier aussieht.</translation>
    </message>
    <message>
      <source>There is no photo to check.</source>
      <translation>Es gibt kein Foto zu prüfen.</translation>
    </message>
    <message>
      <source>Check accuracy</source>
      <translation>Genauigkeit prüfen</translation>
    </message>
    <message>
      <source>On what I decided</source>
      <translation>An meinen Antworten</translation>
    </message>
    <message>
      <source>On a labelled folder…</source>
      <translation>An einem vorsortierten Ordner…</translation>
    </message>
    <message>
      <source>Choose a CSV file of labels</source>
      <translation>CSV-Datei mit Klassen wählen</translation>
    </message>
    <message>
      <source>Compare with model</source>
      <translation>Mit Modell vergleichen</translation>
    </message>
    <message>
      <source>Compare with</source>
      <translation>Vergleichen mit</translation>
    </message>
    <message>
      <source>Check</source>
      <translation>Prüfen</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>Fortschritt</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Checks how often photos are sorted as you would sort them.</source>
      <translation>Prüft, wie oft Fotos so sortiert werden, wie Sie es tun würden.</translation>
    </message>
    <message>
      <source>No other model</source>
      <translation>Kein anderes Modell</translation>
    </message>
    <message>
      <source>Choose a labelled folder</source>
      <translation>Vorsortierten Ordner wählen</translation>
    </message>
    <message>
      <source>CSV files (*.csv);;All files (*)</source>
      <translation>CSV-Dateien (*.csv);;Alle Dateien (*)</translation>
    </message>
    <message>
      <source>Starting…</source>
      <translation>Wird gestartet…</translation>
    </message>
    <message>
      <source>Folder…</source>
      <translation>Ordner…</translation>
    </message>
    <message>
      <source>CSV…</source>
      <translation>CSV…</translation>
    </message>
    <message>
      <source>Say yes or no to some photos first</source>
      <translation>Sagen Sie zuerst zu einigen Fotos ja oder nein</translation>
    </message>
    <message>
      <source>none of these</source>
      <translation>nichts davon</translation>
    </message>
    <message>
      <source>not sure</source>
      <translation>nicht sicher</translation>
    </message>
    <message>
      <source>something else</source>
      <translation>etwas anderes</translation>
    </message>
    <message numerus="yes">
      <source>{n} of {photos} ({share} %) were taken for “{answer}”.</source>
      <translation>
        <numerusform>1 von {photos} ({share} %) wurde für „{answer}“ gehalten.</numerusform>
        <numerusform>{n} von {photos} ({share} %) wurden für „{answer}“ gehalten.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos of “{truth}”</source>
      <translation>
        <numerusform>1 Foto der Klasse „{truth}“</numerusform>
        <numerusform>{n} Fotos der Klasse „{truth}“</numerusform>
      </translation>
    </message>
    <message>
      <source>{count} of {photos} ({share} %): the machine is not sure.</source>
      <translation>{count} von {photos} ({share} %): Das Programm ist nicht sicher.</translation>
    </message>
    <message numerus="yes">
      <source>{n} of {photos} ({share} %) were not taken for what they are not.</source>
      <translation>
        <numerusform>1 von {photos} ({share} %) wurde nicht für etwas gehalten, was es nicht ist.</numerusform>
        <numerusform>{n} von {photos} ({share} %) wurden nicht für etwas gehalten, was sie nicht sind.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} of {photos} ({share} %) were recognised.</source>
      <translation>
        <numerusform>1 von {photos} ({share} %) wurde erkannt.</numerusform>
        <numerusform>{n} von {photos} ({share} %) wurden erkannt.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} of {photos} ({share} %) were taken for none of these.</source>
      <translation>
        <numerusform>1 von {photos} ({share} %) wurde für „nichts davon“ gehalten.</numerusform>
        <numerusform>{n} von {photos} ({share} %) wurden für „nichts davon“ gehalten.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos of something else</source>
      <translation>
        <numerusform>1 Foto mit etwas anderem</numerusform>
        <numerusform>{n} Fotos mit etwas anderem</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos that are none of these</source>
      <translation>
        <numerusform>1 Foto der Klasse „nichts davon“</numerusform>
        <numerusform>{n} Fotos der Klasse „nichts davon“</numerusform>
      </translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>Klassen</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <source>How many photos are of this class</source>
      <translation>Wie viele Fotos zu dieser Klasse gehören</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>Präzision</translation>
    </message>
    <message>
      <source>How many of the photos taken for this class are of it</source>
      <translation>Wie viele der Fotos, die für diese Klasse gehalten wurden, zu ihr gehören</translation>
    </message>
    <message>
      <source>Recall</source>
      <translation>Erkannt</translation>
    </message>
    <message>
      <source>How many photos of this class were recognised</source>
      <translation>Wie viele Fotos dieser Klasse erkannt wurden</translation>
    </message>
    <message>
      <source>Confusion matrix</source>
      <translation>Konfusionsmatrix</translation>
    </message>
    <message>
      <source>answer →
truth ↓</source>
      <translation>Antwort →
richtig ↓</translation>
    </message>
    <message>
      <source>Sort into folders</source>
      <translation>In Ordner sortieren</translation>
    </message>
    <message>
      <source>The library has changed since.</source>
      <translation>Die Bibliothek hat sich seitdem geändert.</translation>
    </message>
    <message>
      <source>Refresh the preview</source>
      <translation>Vorschau aktualisieren</translation>
    </message>
    <message>
      <source>Save as Text…</source>
      <translation>Als Text speichern…</translation>
    </message>
    <message>
      <source>Runs…</source>
      <translation>Vorgänge…</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>Where to?</source>
      <translation>Wohin?</translation>
    </message>
    <message>
      <source>Choose a folder, and see here what would go where. Nothing is moved yet.</source>
      <translation>Wählen Sie einen Ordner; dann sehen Sie hier, was wohin käme. Noch wird nichts verschoben.</translation>
    </message>
    <message>
      <source>No preview</source>
      <translation>Keine Vorschau</translation>
    </message>
    <message>
      <source>Destination folder</source>
      <translation>Zielordner</translation>
    </message>
    <message>
      <source>Where to</source>
      <translation>Wohin</translation>
    </message>
    <message>
      <source>Into which folders</source>
      <translation>In welche Ordner</translation>
    </message>
    <message>
      <source>Leave where they are</source>
      <translation>Lassen, wo sie sind</translation>
    </message>
    <message>
      <source>Put into a folder</source>
      <translation>In einen Ordner legen</translation>
    </message>
    <message>
      <source>Not sorted</source>
      <translation>Nicht sortiert</translation>
    </message>
    <message>
      <source>Folder for photos without a sure category</source>
      <translation>Ordner für Fotos ohne sichere Kategorie</translation>
    </message>
    <message>
      <source>Photos without a sure category</source>
      <translation>Fotos ohne sichere Kategorie</translation>
    </message>
    <message>
      <source>Give the new file a number</source>
      <translation>Die neue Datei nummerieren</translation>
    </message>
    <message>
      <source>Leave the file where it is</source>
      <translation>Die Datei lassen, wo sie ist</translation>
    </message>
    <message>
      <source>When a name is taken</source>
      <translation>Wenn ein Name vergeben ist</translation>
    </message>
    <message>
      <source>What to do</source>
      <translation>Was geschehen soll</translation>
    </message>
    <message>
      <source>Finish or take back…</source>
      <translation>Abschließen oder zurücknehmen…</translation>
    </message>
    <message>
      <source>Keep sorted</source>
      <translation>Sortiert halten</translation>
    </message>
    <message>
      <source>Show…</source>
      <translation>Anzeigen…</translation>
    </message>
    <message>
      <source>Nothing was done</source>
      <translation>Nichts ist geschehen</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message numerus="yes">
      <source>{n} files</source>
      <translation>
        <numerusform>1 Datei</numerusform>
        <numerusform>{n} Dateien</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Link {n} files</source>
      <translation>
        <numerusform>1 Datei verlinken</numerusform>
        <numerusform>{n} Dateien verlinken</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Link {n} files into {folder}</source>
      <translation>
        <numerusform>1 Datei in {folder} verlinken</numerusform>
        <numerusform>{n} Dateien in {folder} verlinken</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files were linked into {folder}.</source>
      <translation>
        <numerusform>1 Datei wurde in {folder} verlinkt.</numerusform>
        <numerusform>{n} Dateien wurden in {folder} verlinkt.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files were taken back.</source>
      <translation>
        <numerusform>1 Datei wurde zurückgenommen.</numerusform>
        <numerusform>{n} Dateien wurden zurückgenommen.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files could not be done.</source>
      <translation>
        <numerusform>Bei 1 Datei gelang es nicht.</numerusform>
        <numerusform>Bei {n} Dateien gelang es nicht.</numerusform>
      </translation>
    </message>
    <message>
      <source>Linking…</source>
      <translation>Wird verlinkt…</translation>
    </message>
    <message numerus="yes">
      <source>A run was interrupted: {n} of {total} files are linked into {folder}.</source>
      <translation>
        <numerusform>Ein Vorgang wurde unterbrochen: 1 von {total} Dateien ist in {folder} verlinkt.</numerusform>
        <numerusform>Ein Vorgang wurde unterbrochen: {n} von {total} Dateien sind in {folder} verlinkt.</numerusform>
      </translation>
    </message>
    <message>
      <source>Taking back…</source>
      <translation>Wird zurückgenommen…</translation>
    </message>
    <message>
      <source>{number} of {count}</source>
      <translation>{number} von {count}</translation>
    </message>
    <message>
      <source>under way</source>
      <translation>läuft</translation>
    </message>
    <message>
      <source>interrupted</source>
      <translation>unterbrochen</translation>
    </message>
    <message numerus="yes">
      <source>{n} files not done</source>
      <translation>
        <numerusform>bei 1 Datei nicht gelungen</numerusform>
        <numerusform>bei {n} Dateien nicht gelungen</numerusform>
      </translation>
    </message>
    <message>
      <source>cancelled</source>
      <translation>abgebrochen</translation>
    </message>
    <message>
      <source>done</source>
      <translation>erledigt</translation>
    </message>
    <message numerus="yes">
      <source>Taking back a run was interrupted: {n} of {total} files are back where they were.</source>
      <translation>
        <numerusform>Das Zurücknehmen eines Vorgangs wurde unterbrochen: 1 von {total} Dateien ist wieder, wo sie war.</numerusform>
        <numerusform>Das Zurücknehmen eines Vorgangs wurde unterbrochen: {n} von {total} Dateien sind wieder, wo sie waren.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Up to {n} more may be.</source>
      <translation>
        <numerusform>Vielleicht auch 1 weitere.</numerusform>
        <numerusform>Vielleicht auch bis zu {n} weitere.</numerusform>
      </translation>
    </message>
    <message>
      <source>Hard link</source>
      <translation>Hardlink</translation>
    </message>
    <message>
      <source>Symbolic link</source>
      <translation>Symbolischer Link</translation>
    </message>
    <message>
      <source>The originals stay where they are.</source>
      <translation>Die Originale bleiben, wo sie sind.</translation>
    </message>
    <message>
      <source>Each original goes once its copy has been checked.</source>
      <translation>Jedes Original wird erst entfernt, wenn seine Kopie geprüft ist.</translation>
    </message>
    <message>
      <source>The same file under a second name. Takes no space; only within one disk.</source>
      <translation>Dieselbe Datei unter einem zweiten Namen. Braucht keinen Platz; nur innerhalb eines Datenträgers.</translation>
    </message>
    <message>
      <source>A pointer to the original. Takes no space; leads nowhere once the original is gone.</source>
      <translation>Ein Verweis auf das Original. Braucht keinen Platz; führt ins Leere, wenn das Original fehlt.</translation>
    </message>
    <message numerus="yes">
      <source>Copy {n} files</source>
      <translation>
        <numerusform>1 Datei kopieren</numerusform>
        <numerusform>{n} Dateien kopieren</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Move {n} files</source>
      <translation>
        <numerusform>1 Datei verschieben</numerusform>
        <numerusform>{n} Dateien verschieben</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Copy {n} files to {folder}</source>
      <translation>
        <numerusform>1 Datei nach {folder} kopieren</numerusform>
        <numerusform>{n} Dateien nach {folder} kopieren</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Move {n} files to {folder}</source>
      <translation>
        <numerusform>1 Datei nach {folder} verschieben</numerusform>
        <numerusform>{n} Dateien nach {folder} verschieben</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files were copied to {folder}.</source>
      <translation>
        <numerusform>1 Datei wurde nach {folder} kopiert.</numerusform>
        <numerusform>{n} Dateien wurden nach {folder} kopiert.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files were moved to {folder}.</source>
      <translation>
        <numerusform>1 Datei wurde nach {folder} verschoben.</numerusform>
        <numerusform>{n} Dateien wurden nach {folder} verschoben.</numerusform>
      </translation>
    </message>
    <message>
      <source>Copying…</source>
      <translation>Wird kopiert…</translation>
    </message>
    <message>
      <source>Moving…</source>
      <translation>Wird verschoben…</translation>
    </message>
    <message>
      <source>{rate}/s</source>
      <translation>{rate}/s</translation>
    </message>
    <message numerus="yes">
      <source>partly taken back: {n} files</source>
      <translation>
        <numerusform>teilweise zurückgenommen: 1 Datei</numerusform>
        <numerusform>teilweise zurückgenommen: {n} Dateien</numerusform>
      </translation>
    </message>
    <message>
      <source>taken back</source>
      <translation>zurückgenommen</translation>
    </message>
    <message>
      <source>waits</source>
      <translation>wartet</translation>
    </message>
    <message>
      <source>not done</source>
      <translation>nicht gelungen</translation>
    </message>
    <message numerus="yes">
      <source>A run was interrupted: {n} of {total} files are copied to {folder}.</source>
      <translation>
        <numerusform>Ein Vorgang wurde unterbrochen: 1 von {total} Dateien ist nach {folder} kopiert.</numerusform>
        <numerusform>Ein Vorgang wurde unterbrochen: {n} von {total} Dateien sind nach {folder} kopiert.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>A run was interrupted: {n} of {total} files are moved to {folder}.</source>
      <translation>
        <numerusform>Ein Vorgang wurde unterbrochen: 1 von {total} Dateien ist nach {folder} verschoben.</numerusform>
        <numerusform>Ein Vorgang wurde unterbrochen: {n} von {total} Dateien sind nach {folder} verschoben.</numerusform>
      </translation>
    </message>
    <message>
      <source>For example {path}</source>
      <translation>Zum Beispiel {path}</translation>
    </message>
    <message>
      <source>Category</source>
      <translation>Kategorie</translation>
    </message>
    <message>
      <source>Choose a folder, or drop one here</source>
      <translation>Ordner wählen oder hierher ziehen</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>Wählen…</translation>
    </message>
    <message numerus="yes">
      <source>Take out {n} files</source>
      <translation>
        <numerusform>1 Datei herausnehmen</numerusform>
        <numerusform>{n} Dateien herausnehmen</numerusform>
      </translation>
    </message>
    <message>
      <source>Send to {folder}</source>
      <translation>Nach {folder} umleiten</translation>
    </message>
    <message>
      <source>Stay where they are</source>
      <translation>Bleiben, wo sie sind</translation>
    </message>
    <message>
      <source>{name} from {folder}</source>
      <translation>{name} aus {folder}</translation>
    </message>
    <message>
      <source>To</source>
      <translation>Nach</translation>
    </message>
    <message>
      <source>From</source>
      <translation>Von</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <source>Remark</source>
      <translation>Hinweis</translation>
    </message>
    <message>
      <source>renamed</source>
      <translation>umbenannt</translation>
    </message>
    <message numerus="yes">
      <source>with {n} other files</source>
      <translation>
        <numerusform>mit 1 weiteren Datei</numerusform>
        <numerusform>mit {n} weiteren Dateien</numerusform>
      </translation>
    </message>
    <message>
      <source>Making the preview</source>
      <translation>Vorschau wird erstellt</translation>
    </message>
    <message>
      <source>Filter by name or folder</source>
      <translation>Nach Name oder Ordner filtern</translation>
    </message>
    <message>
      <source>These files stay where they are</source>
      <translation>Diese Dateien bleiben, wo sie sind</translation>
    </message>
    <message>
      <source>Send to another folder</source>
      <translation>In einen anderen Ordner umleiten</translation>
    </message>
    <message>
      <source>Save the preview as text</source>
      <translation>Vorschau als Text speichern</translation>
    </message>
    <message>
      <source>Text (*.txt)</source>
      <translation>Text (*.txt)</translation>
    </message>
    <message>
      <source>Filter</source>
      <translation>Filter</translation>
    </message>
    <message>
      <source>Take out</source>
      <translation>Herausnehmen</translation>
    </message>
    <message>
      <source>Send to another folder…</source>
      <translation>In anderen Ordner umleiten…</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>Wiederholen</translation>
    </message>
    <message>
      <source>Plan.txt</source>
      <translation>Plan.txt</translation>
    </message>
    <message>
      <source>takes no more space</source>
      <translation>braucht keinen weiteren Platz</translation>
    </message>
    <message>
      <source>{size} free there</source>
      <translation>{size} dort frei</translation>
    </message>
    <message>
      <source>{count} stay</source>
      <translation>nicht dabei: {count}</translation>
    </message>
    <message>
      <source>{path} cannot be written: {reason}.</source>
      <translation>{path} kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <source>{size} needed</source>
      <translation>{size} nötig</translation>
    </message>
    <message>
      <source>Where the files go</source>
      <translation>Wohin die Dateien kommen</translation>
    </message>
    <message>
      <source>Unfold all</source>
      <translation>Alle aufklappen</translation>
    </message>
    <message>
      <source>Fold all</source>
      <translation>Alle zuklappen</translation>
    </message>
    <message>
      <source>Open with default program</source>
      <translation>Mit Standardprogramm öffnen</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>Im Ordner anzeigen</translation>
    </message>
    <message>
      <source>The next start asks whether to finish the rest or to take it back. Nothing is lost.</source>
      <translation>Beim nächsten Start werden Sie gefragt, ob der Rest abgeschlossen oder alles zurückgenommen werden soll. Nichts geht verloren.</translation>
    </message>
    <message numerus="yes">
      <source>{done} of {n} files are done.</source>
      <translation>
        <numerusform>{done} von 1 Datei ist erledigt.</numerusform>
        <numerusform>{done} von {n} Dateien sind erledigt.</numerusform>
      </translation>
    </message>
    <message>
      <source>Quit in the middle of a run?</source>
      <translation>Mitten in einem Vorgang beenden?</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>Beenden</translation>
    </message>
    <message>
      <source>Interrupted run</source>
      <translation>Unterbrochener Vorgang</translation>
    </message>
    <message>
      <source>Finish</source>
      <translation>Abschließen</translation>
    </message>
    <message>
      <source>Take back</source>
      <translation>Zurücknehmen</translation>
    </message>
    <message>
      <source>Leave as it is</source>
      <translation>So lassen</translation>
    </message>
    <message>
      <source>Later</source>
      <translation>Später</translation>
    </message>
    <message>
      <source>Finish takes back the rest. Nothing has been lost.</source>
      <translation>„Abschließen“ nimmt auch den Rest zurück. Nichts ist verloren.</translation>
    </message>
    <message>
      <source>Finish does the rest. Take back puts everything where it was. Nothing has been lost.</source>
      <translation>„Abschließen“ erledigt den Rest. „Zurücknehmen“ bringt alles dorthin, wo es war. Nichts ist verloren.</translation>
    </message>
    <message>
      <source>The program ended before it was done. It began {when}.</source>
      <translation>Das Programm endete, bevor alles erledigt war. Begonnen: {when}.</translation>
    </message>
    <message>
      <source>Leave as it is ends the run: no file is touched any more.</source>
      <translation>„So lassen“ beendet den Vorgang: Keine Datei wird mehr angefasst.</translation>
    </message>
    <message>
      <source>Give it a name.</source>
      <translation>Geben Sie der Regel einen Namen.</translation>
    </message>
    <message>
      <source>A folder inside…</source>
      <translation>Ordner darin…</translation>
    </message>
    <message>
      <source>Choose at least one folder whose new photos it is for.</source>
      <translation>Wählen Sie mindestens einen Ordner, für dessen neue Fotos die Regel gilt.</translation>
    </message>
    <message>
      <source>Choose the folder that they shall go to.</source>
      <translation>Wählen Sie den Ordner, in den sie kommen sollen.</translation>
    </message>
    <message>
      <source>A folder inside a watched one</source>
      <translation>Ordner in einem überwachten Ordner</translation>
    </message>
    <message>
      <source>New rule</source>
      <translation>Neue Regel</translation>
    </message>
    <message>
      <source>Rule</source>
      <translation>Regel</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>Speichern</translation>
    </message>
    <message>
      <source>{folder} is not watched: add it to the library first.</source>
      <translation>{folder} wird nicht überwacht: Fügen Sie den Ordner zuerst der Bibliothek hinzu.</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>New photos in</source>
      <translation>Neue Fotos in</translation>
    </message>
    <message>
      <source>How sure the machine must be</source>
      <translation>Wie sicher das Programm sein muss</translation>
    </message>
    <message>
      <source>Photos that are there already are left alone. Each run of it can be undone.</source>
      <translation>Fotos, die schon da sind, bleiben unangetastet. Jeder Vorgang der Regel lässt sich zurücknehmen.</translation>
    </message>
    <message>
      <source>At least {percent} sure</source>
      <translation>Mindestens {percent} sicher</translation>
    </message>
    <message>
      <source>Photos without a sure category stay where they are.</source>
      <translation>Fotos ohne sichere Kategorie bleiben, wo sie sind.</translation>
    </message>
    <message>
      <source>Photos without a sure category go to {folder}.</source>
      <translation>Fotos ohne sichere Kategorie kommen nach {folder}.</translation>
    </message>
    <message>
      <source>As sure as each category asks</source>
      <translation>So sicher, wie jede Kategorie verlangt</translation>
    </message>
    <message>
      <source>Rather sure ({percent})</source>
      <translation>Ziemlich sicher ({percent})</translation>
    </message>
    <message>
      <source>Very sure ({percent})</source>
      <translation>Sehr sicher ({percent})</translation>
    </message>
    <message>
      <source>Almost certain ({percent})</source>
      <translation>So gut wie sicher ({percent})</translation>
    </message>
    <message>
      <source>Copies each new photo in {folders} to {destination}.</source>
      <translation>Kopiert jedes neue Foto aus {folders} nach {destination}.</translation>
    </message>
    <message>
      <source>Moves each new photo in {folders} to {destination}.</source>
      <translation>Verschiebt jedes neue Foto aus {folders} nach {destination}.</translation>
    </message>
    <message>
      <source>Links each new photo in {folders} into {destination}.</source>
      <translation>Verlinkt jedes neue Foto aus {folders} in {destination}.</translation>
    </message>
    <message>
      <source>A rule sends new photos to their folders by itself. None does so before you turn it on.</source>
      <translation>Eine Regel bringt neue Fotos von selbst in ihre Ordner. Das tut sie erst, wenn Sie sie einschalten.</translation>
    </message>
    <message>
      <source>Rules</source>
      <translation>Regeln</translation>
    </message>
    <message>
      <source>New photos wait. {why}</source>
      <translation>Neue Fotos warten. {why}</translation>
    </message>
    <message>
      <source>Turn on “{name}”?</source>
      <translation>„{name}“ einschalten?</translation>
    </message>
    <message>
      <source>Turn on</source>
      <translation>Einschalten</translation>
    </message>
    <message>
      <source>Remove “{name}”?</source>
      <translation>„{name}“ entfernen?</translation>
    </message>
    <message>
      <source>What it has done stays, and can be undone.</source>
      <translation>Was die Regel getan hat, bleibt und lässt sich zurücknehmen.</translation>
    </message>
    <message>
      <source>New rule…</source>
      <translation>Neue Regel…</translation>
    </message>
    <message>
      <source>Edit…</source>
      <translation>Bearbeiten…</translation>
    </message>
    <message>
      <source>What it did…</source>
      <translation>Was sie getan hat…</translation>
    </message>
    <message>
      <source>Remove…</source>
      <translation>Entfernen…</translation>
    </message>
    <message>
      <source>There are no rules yet.</source>
      <translation>Es gibt noch keine Regeln.</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Entfernen</translation>
    </message>
    <message>
      <source>Progress of the run</source>
      <translation>Fortschritt des Vorgangs</translation>
    </message>
    <message>
      <source>What could not be done</source>
      <translation>Was nicht gelang</translation>
    </message>
    <message>
      <source>Sort more</source>
      <translation>Weitere sortieren</translation>
    </message>
    <message>
      <source>It was cancelled. The other files are where they were.</source>
      <translation>Der Vorgang wurde abgebrochen. Die übrigen Dateien sind, wo sie waren.</translation>
    </message>
    <message>
      <source>Take back the rest</source>
      <translation>Den Rest zurücknehmen</translation>
    </message>
    <message>
      <source>Cancelling…</source>
      <translation>Wird abgebrochen…</translation>
    </message>
    <message>
      <source>Cancel the run</source>
      <translation>Vorgang abbrechen</translation>
    </message>
    <message>
      <source>Runs</source>
      <translation>Vorgänge</translation>
    </message>
    <message>
      <source>Filter by name, folder or reason</source>
      <translation>Nach Name, Ordner oder Grund filtern</translation>
    </message>
    <message>
      <source>Only those of “{name}”: show all</source>
      <translation>Nur die von „{name}“: alle anzeigen</translation>
    </message>
    <message>
      <source>{rule}: {title}</source>
      <translation>{rule}: {title}</translation>
    </message>
    <message>
      <source>A run is under way: others wait for its end.</source>
      <translation>Ein Vorgang läuft: Andere warten, bis er zu Ende ist.</translation>
    </message>
    <message>
      <source>Undo these files</source>
      <translation>Diese Dateien zurücknehmen</translation>
    </message>
    <message>
      <source>Undo the run</source>
      <translation>Vorgang zurücknehmen</translation>
    </message>
    <message>
      <source>Nothing has been done yet</source>
      <translation>Noch ist nichts geschehen</translation>
    </message>
    <message>
      <source>What is sorted into folders stands here, and can be taken back.</source>
      <translation>Was in Ordner sortiert wurde, steht hier und lässt sich zurücknehmen.</translation>
    </message>
    <message numerus="yes">
      <source>Undo {n} files</source>
      <translation>
        <numerusform>1 Datei zurücknehmen</numerusform>
        <numerusform>{n} Dateien zurücknehmen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos found for {search}</source>
      <translation>
        <numerusform>1 Foto gefunden für {search}</numerusform>
        <numerusform>{n} Fotos gefunden für {search}</numerusform>
      </translation>
    </message>
    <message>
      <source>There are no photos to sort into folders yet.</source>
      <translation>Es gibt noch keine Fotos, die sich in Ordner sortieren lassen.</translation>
    </message>
    <message numerus="yes">
      <source>The whole library ({n} photos)</source>
      <translation>
        <numerusform>Die ganze Bibliothek (1 Foto)</numerusform>
        <numerusform>Die ganze Bibliothek ({n} Fotos)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} selected photos</source>
      <translation>
        <numerusform>1 ausgewähltes Foto</numerusform>
        <numerusform>{n} ausgewählte Fotos</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos in {name}</source>
      <translation>
        <numerusform>1 Foto in {name}</numerusform>
        <numerusform>{n} Fotos in {name}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos in the folder {name}</source>
      <translation>
        <numerusform>1 Foto im Ordner {name}</numerusform>
        <numerusform>{n} Fotos im Ordner {name}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos in “Not sure”</source>
      <translation>
        <numerusform>1 Foto in „Nicht sicher“</numerusform>
        <numerusform>{n} Fotos in „Nicht sicher“</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos in “Not sorted”</source>
      <translation>
        <numerusform>1 Foto in „Nicht sortiert“</numerusform>
        <numerusform>{n} Fotos in „Nicht sortiert“</numerusform>
      </translation>
    </message>
    <message>
      <source>{title}: {text}</source>
      <translation>{title}: {text}</translation>
    </message>
    <message>
      <source>{name} to {folder}: {state}</source>
      <translation>{name} nach {folder}: {state}</translation>
    </message>
    <message>
      <source>Files of the run</source>
      <translation>Dateien des Vorgangs</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <source>Folders</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Category / Year</source>
      <translation>Kategorie / Jahr</translation>
    </message>
    <message>
      <source>Year / Month</source>
      <translation>Jahr / Monat</translation>
    </message>
    <message>
      <source>Year / Month / Category</source>
      <translation>Jahr / Monat / Kategorie</translation>
    </message>
    <message>
      <source>Category within its parents</source>
      <translation>Kategorie mit übergeordneten</translation>
    </message>
    <message>
      <source>Year</source>
      <translation>Jahr</translation>
    </message>
    <message>
      <source>Month</source>
      <translation>Monat</translation>
    </message>
    <message>
      <source>Day</source>
      <translation>Tag</translation>
    </message>
    <message>
      <source>Camera</source>
      <translation>Kamera</translation>
    </message>
    <message>
      <source>Place, where it is known</source>
      <translation>Aufnahmeort, wo bekannt</translation>
    </message>
    <message>
      <source>Folder that it is in now</source>
      <translation>Jetziger Ordner</translation>
    </message>
    <message>
      <source>Name of the file</source>
      <translation>Name der Datei</translation>
    </message>
    <message>
      <source>Number of the file</source>
      <translation>Nummer der Datei</translation>
    </message>
    <message>
      <source>Ready-made</source>
      <translation>Vorgefertigt</translation>
    </message>
    <message>
      <source>Insert</source>
      <translation>Einfügen</translation>
    </message>
    <message>
      <source>Ready-made folders</source>
      <translation>Vorgefertigte Ordner</translation>
    </message>
    <message>
      <source>Insert what is known of a photo</source>
      <translation>Einfügen, was über ein Foto bekannt ist</translation>
    </message>
    <message>
      <source>General</source>
      <translation>Allgemein</translation>
    </message>
    <message>
      <source>Photo Sorter goes on working here. Quit ends it.</source>
      <translation>Photo Sorter arbeitet hier weiter. „Beenden“ schließt das Programm.</translation>
    </message>
    <message>
      <source>The desktop's list of programs cannot be changed ({why}).</source>
      <translation>Die Programmliste des Desktops kann nicht geändert werden ({why}).</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos indexed.</source>
      <translation>
        <numerusform>1 Foto ausgewertet.</numerusform>
        <numerusform>{n} Fotos ausgewertet.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} could not be read.</source>
      <translation>
        <numerusform>1 konnte nicht gelesen werden.</numerusform>
        <numerusform>{n} konnten nicht gelesen werden.</numerusform>
      </translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Pausieren</translation>
    </message>
    <message>
      <source>Show Photo Sorter</source>
      <translation>Photo Sorter anzeigen</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <source>Newest first</source>
      <translation>Neueste zuerst</translation>
    </message>
    <message>
      <source>Oldest first</source>
      <translation>Älteste zuerst</translation>
    </message>
    <message>
      <source>By name</source>
      <translation>Nach Name</translation>
    </message>
    <message>
      <source>Best match first</source>
      <translation>Beste Treffer zuerst</translation>
    </message>
    <message>
      <source>Sort · newest first</source>
      <translation>Reihenfolge · neueste zuerst</translation>
    </message>
    <message>
      <source>Sort · oldest first</source>
      <translation>Reihenfolge · älteste zuerst</translation>
    </message>
    <message>
      <source>Sort · by name</source>
      <translation>Reihenfolge · nach Name</translation>
    </message>
    <message>
      <source>Sort · best match first</source>
      <translation>Reihenfolge · beste Treffer zuerst</translation>
    </message>
    <message>
      <source>No groups</source>
      <translation>Keine Gruppen</translation>
    </message>
    <message>
      <source>By day</source>
      <translation>Nach Tag</translation>
    </message>
    <message>
      <source>By month</source>
      <translation>Nach Monat</translation>
    </message>
    <message>
      <source>By category</source>
      <translation>Nach Kategorie</translation>
    </message>
    <message>
      <source>Try all again</source>
      <translation>Alle erneut versuchen</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>Durchsehen</translation>
    </message>
    <message>
      <source>Answer yes or no, one photo after the other</source>
      <translation>Ja oder nein antworten, ein Foto nach dem anderen</translation>
    </message>
    <message>
      <source>Sort</source>
      <translation>Reihenfolge</translation>
    </message>
    <message>
      <source>Details (Ctrl+I)</source>
      <translation>Details (Strg+I)</translation>
    </message>
    <message>
      <source>Side bar (Ctrl+B)</source>
      <translation>Seitenleiste (Strg+B)</translation>
    </message>
    <message>
      <source>Group by</source>
      <translation>Gruppieren</translation>
    </message>
    <message>
      <source>Filter, {count} on</source>
      <translation>Filter, {count} aktiv</translation>
    </message>
    <message>
      <source>A photo must look more like the words above than like these.</source>
      <translation>Ein Foto muss den Wörtern oben ähnlicher sein als diesen.</translation>
    </message>
    <message>
      <source>Blue</source>
      <translation>Blau</translation>
    </message>
    <message>
      <source>Orange</source>
      <translation>Orange</translation>
    </message>
    <message>
      <source>Green</source>
      <translation>Grün</translation>
    </message>
    <message>
      <source>Red</source>
      <translation>Rot</translation>
    </message>
    <message>
      <source>Purple</source>
      <translation>Violett</translation>
    </message>
    <message>
      <source>Ochre</source>
      <translation>Ocker</translation>
    </message>
    <message>
      <source>Teal</source>
      <translation>Türkis</translation>
    </message>
    <message>
      <source>Pink</source>
      <translation>Rosa</translation>
    </message>
    <message>
      <source>Olive</source>
      <translation>Oliv</translation>
    </message>
    <message>
      <source>Slate</source>
      <translation>Schiefergrau</translation>
    </message>
    <message>
      <source>Brown</source>
      <translation>Braun</translation>
    </message>
    <message>
      <source>Sky</source>
      <translation>Himmelblau</translation>
    </message>
    <message>
      <source>One description a line.
The name alone is enough to begin with.</source>
      <translation>Eine Beschreibung pro Zeile.
Für den Anfang genügt der Name.</translation>
    </message>
    <message>
      <source>What is often mistaken for it</source>
      <translation>Was oft damit verwechselt wird</translation>
    </message>
    <message>
      <source>Try wordings…</source>
      <translation>Formulierungen testen…</translation>
    </message>
    <message>
      <source>Sentences…</source>
      <translation>Sätze…</translation>
    </message>
    <message>
      <source>Options</source>
      <translation>Optionen</translation>
    </message>
    <message>
      <source>A photo must look more like the words above than like these. Its name speaks for it.</source>
      <translation>Ein Foto muss den Wörtern oben ähnlicher sein als diesen. Für die Kategorie spricht ihr Name.</translation>
    </message>
    <message>
      <source>Colour: {name}</source>
      <translation>Farbe: {name}</translation>
    </message>
    <message>
      <source>Colour</source>
      <translation>Farbe</translation>
    </message>
    <message>
      <source>Looks like</source>
      <translation>Sieht aus wie</translation>
    </message>
    <message>
      <source>But not</source>
      <translation>Aber nicht</translation>
    </message>
    <message>
      <source>Learn from my yes and no</source>
      <translation>Aus meinem Ja und Nein lernen</translation>
    </message>
    <message>
      <source>New set…</source>
      <translation>Neues Set…</translation>
    </message>
    <message>
      <source>no other category</source>
      <translation>keiner anderen</translation>
    </message>
    <message>
      <source>only within “{name}”</source>
      <translation>nur innerhalb von „{name}“</translation>
    </message>
    <message>
      <source>New set</source>
      <translation>Neues Set</translation>
    </message>
    <message>
      <source>Categories that are sorted together:</source>
      <translation>Kategorien, die zusammen sortiert werden:</translation>
    </message>
    <message>
      <source>one of these at most</source>
      <translation>höchstens eine</translation>
    </message>
    <message>
      <source>several may hold</source>
      <translation>auch mehrere</translation>
    </message>
    <message>
      <source>Set</source>
      <translation>Set</translation>
    </message>
    <message>
      <source>In this set</source>
      <translation>In diesem Set</translation>
    </message>
    <message>
      <source>Within</source>
      <translation>Liegt in</translation>
    </message>
    <message>
      <source>Let several of the set “{name}” hold</source>
      <translation>Im Set „{name}“ mehrere zulassen</translation>
    </message>
    <message>
      <source>Move “{name}”</source>
      <translation>„{name}“ verschieben</translation>
    </message>
    <message>
      <source>Let one at most of the set “{name}” hold</source>
      <translation>Im Set „{name}“ höchstens eine zulassen</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>Hinzufügen</translation>
    </message>
    <message>
      <source>Packs</source>
      <translation>Pakete</translation>
    </message>
    <message>
      <source>Remove category (Del)</source>
      <translation>Kategorie entfernen (Entf)</translation>
    </message>
    <message>
      <source>Change the sentences</source>
      <translation>Sätze ändern</translation>
    </message>
    <message>
      <source>Add “{name}”</source>
      <translation>„{name}“ hinzufügen</translation>
    </message>
    <message>
      <source>New category</source>
      <translation>Neue Kategorie</translation>
    </message>
    <message>
      <source>New category {number}</source>
      <translation>Neue Kategorie {number}</translation>
    </message>
    <message>
      <source>{name}, off</source>
      <translation>{name}, aus</translation>
    </message>
    <message>
      <source>Categories</source>
      <translation>Kategorien</translation>
    </message>
    <message>
      <source>Alt and an arrow order and nest</source>
      <translation>Alt und eine Pfeiltaste ordnen und verschachteln</translation>
    </message>
    <message numerus="yes">
      <source>{name}, {n} photos</source>
      <translation>
        <numerusform>{name}, 1 Foto</numerusform>
        <numerusform>{name}, {n} Fotos</numerusform>
      </translation>
    </message>
    <message>
      <source>off</source>
      <translation>aus</translation>
    </message>
    <message>
      <source>Change “{name}”</source>
      <translation>„{name}“ ändern</translation>
    </message>
    <message>
      <source>Take “{name}” out of its parent</source>
      <translation>„{name}“ aus der übergeordneten Kategorie lösen</translation>
    </message>
    <message>
      <source>Rename “{name}” to “{after}”</source>
      <translation>„{name}“ in „{after}“ umbenennen</translation>
    </message>
    <message>
      <source>Change wording of “{name}”</source>
      <translation>Formulierung von „{name}“ ändern</translation>
    </message>
    <message>
      <source>Change what “{name}” is not</source>
      <translation>Ändern, was „{name}“ nicht ist</translation>
    </message>
    <message>
      <source>Put “{name}” into the set “{set}”</source>
      <translation>„{name}“ ins Set „{set}“ verschieben</translation>
    </message>
    <message>
      <source>Change colour of “{name}”</source>
      <translation>Farbe von „{name}“ ändern</translation>
    </message>
    <message>
      <source>Take more into “{name}”</source>
      <translation>Mehr in „{name}“ aufnehmen</translation>
    </message>
    <message>
      <source>Look for “{name}” everywhere</source>
      <translation>Überall nach „{name}“ suchen</translation>
    </message>
    <message>
      <source>Put “{name}” within “{parent}”</source>
      <translation>„{name}“ in „{parent}“ einordnen</translation>
    </message>
    <message>
      <source>Turn on “{name}”</source>
      <translation>„{name}“ einschalten</translation>
    </message>
    <message>
      <source>Turn off “{name}”</source>
      <translation>„{name}“ ausschalten</translation>
    </message>
    <message>
      <source>Make “{name}” stricter</source>
      <translation>„{name}“ strenger einstellen</translation>
    </message>
    <message>
      <source>Let “{name}” learn</source>
      <translation>„{name}“ lernen lassen</translation>
    </message>
    <message>
      <source>Stop “{name}” learning</source>
      <translation>„{name}“ nicht mehr lernen lassen</translation>
    </message>
    <message>
      <source>Look for “{name}” only within its parent</source>
      <translation>Nur in der übergeordneten Kategorie nach „{name}“ suchen</translation>
    </message>
    <message numerus="yes">
      <source>This would change {n} photos</source>
      <translation>
        <numerusform>Das würde 1 Foto betreffen</numerusform>
        <numerusform>Das würde {n} Fotos betreffen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{name}: {n} photos more</source>
      <translation>
        <numerusform>{name}: 1 Foto mehr</numerusform>
        <numerusform>{name}: {n} Fotos mehr</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{name}: {n} photos fewer</source>
      <translation>
        <numerusform>{name}: 1 Foto weniger</numerusform>
        <numerusform>{name}: {n} Fotos weniger</numerusform>
      </translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>Vorschau</translation>
    </message>
    <message>
      <source>Looking at what would change</source>
      <translation>Es wird geprüft, was sich ändern würde</translation>
    </message>
    <message>
      <source>Changes</source>
      <translation>Änderungen</translation>
    </message>
    <message>
      <source>Apply</source>
      <translation>Anwenden</translation>
    </message>
    <message>
      <source>Looking at what would change…</source>
      <translation>Es wird geprüft, was sich ändern würde…</translation>
    </message>
    <message>
      <source>What this would change cannot be said now.</source>
      <translation>Was sich ändern würde, lässt sich gerade nicht sagen.</translation>
    </message>
    <message numerus="yes">
      <source>and {n} more categories</source>
      <translation>
        <numerusform>und 1 weitere Kategorie</numerusform>
        <numerusform>und {n} weitere Kategorien</numerusform>
      </translation>
    </message>
    <message>
      <source>A category that is gone</source>
      <translation>Eine nicht mehr vorhandene Kategorie</translation>
    </message>
    <message>
      <source>Add a category, and say what its photos look like.
Or begin with a ready-made pack.</source>
      <translation>Fügen Sie eine Kategorie hinzu und beschreiben Sie, wie ihre Fotos aussehen.
Oder beginnen Sie mit einem fertigen Paket.</translation>
    </message>
    <message>
      <source>Put “{name}” within it</source>
      <translation>„{name}“ dort einordnen</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos suit this and “{name}”. Each gets only one.</source>
      <translation>
        <numerusform>{n} Foto passt hierzu und zu „{name}“. Es bekommt nur eine der beiden.</numerusform>
        <numerusform>{n} Fotos passen hierzu und zu „{name}“. Jedes bekommt nur eine der beiden.</numerusform>
      </translation>
    </message>
    <message>
      <source>Put it within “{name}”</source>
      <translation>In „{name}“ einordnen</translation>
    </message>
    <message>
      <source>You have {names} already.</source>
      <translation>{names} haben Sie schon.</translation>
    </message>
    <message>
      <source>Categories (*.toml);;All files (*)</source>
      <translation>Kategorien (*.toml);;Alle Dateien (*)</translation>
    </message>
    <message>
      <source>You have {names} and more already.</source>
      <translation>{names} und weitere haben Sie schon.</translation>
    </message>
    <message>
      <source>You have {names} already; the rest was added.</source>
      <translation>{names} haben Sie schon; der Rest wurde hinzugefügt.</translation>
    </message>
    <message>
      <source>Add a ready-made pack</source>
      <translation>Fertiges Paket hinzufügen</translation>
    </message>
    <message>
      <source>Import…</source>
      <translation>Importieren…</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>Exportieren…</translation>
    </message>
    <message>
      <source>Add the pack “{title}”</source>
      <translation>Paket „{title}“ hinzufügen</translation>
    </message>
    <message>
      <source>Import categories</source>
      <translation>Kategorien importieren</translation>
    </message>
    <message>
      <source>Export categories</source>
      <translation>Kategorien exportieren</translation>
    </message>
    <message>
      <source>“{name}”</source>
      <translation>„{name}“</translation>
    </message>
    <message>
      <source>You have {names} and more already; the rest was added.</source>
      <translation>{names} und weitere haben Sie schon; der Rest wurde hinzugefügt.</translation>
    </message>
    <message>
      <source>Import “{name}”</source>
      <translation>„{name}“ importieren</translation>
    </message>
    <message>
      <source>Saved as “{name}”.</source>
      <translation>Gespeichert als „{name}“.</translation>
    </message>
    <message>
      <source>“{name}” cannot be read: {reason}.</source>
      <translation>„{name}“ kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <source>“{name}” cannot be written: {reason}.</source>
      <translation>„{name}“ kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <source>“{name}” removed.</source>
      <translation>„{name}“ wurde entfernt.</translation>
    </message>
    <message>
      <source>Remove “{name}”</source>
      <translation>„{name}“ entfernen</translation>
    </message>
    <message>
      <source>Sentences around the words</source>
      <translation>Sätze um die Wörter herum</translation>
    </message>
    <message>
      <source>Models know sentences better than single words: “{}” stands for the words of a category. Say here what your photos are, such as “a scan of {}”.</source>
      <translation>Modelle kennen Sätze besser als einzelne Wörter: „{}“ steht für die Wörter einer Kategorie. Geben Sie hier an, was Ihre Fotos sind, etwa „a scan of {}“.</translation>
    </message>
    <message>
      <source>Sentences, one a line</source>
      <translation>Sätze, einer pro Zeile</translation>
    </message>
    <message>
      <source>One a line, such as
a photo of {}
While empty, the model uses its own.</source>
      <translation>Einer pro Zeile, zum Beispiel
a photo of {}
Solange hier nichts steht, nimmt das Modell seine eigenen.</translation>
    </message>
    <message>
      <source>Everyday</source>
      <translation>Alltag</translation>
    </message>
    <message>
      <source>Pets</source>
      <translation>Haustiere</translation>
    </message>
    <message>
      <source>Garden</source>
      <translation>Garten</translation>
    </message>
    <message>
      <source>Documents &amp; screenshots</source>
      <translation>Dokumente &amp; Bildschirmfotos</translation>
    </message>
    <message>
      <source>Travel</source>
      <translation>Reisen</translation>
    </message>
    <message>
      <source>What this gives is shown once photos have been looked at.</source>
      <translation>Was das ergibt, erscheint hier, sobald Fotos ausgewertet sind.</translation>
    </message>
    <message>
      <source>not checked by you yet</source>
      <translation>von Ihnen noch nicht geprüft</translation>
    </message>
    <message numerus="yes">
      <source>from {n} verdicts</source>
      <translation>
        <numerusform>aus 1 Urteil</numerusform>
        <numerusform>aus {n} Urteilen</numerusform>
      </translation>
    </message>
    <message>
      <source>about {share} % right · {photos}</source>
      <translation>etwa {share} % richtig · {photos}</translation>
    </message>
    <message>
      <source>How strict</source>
      <translation>Wie streng</translation>
    </message>
    <message>
      <source>Stricter: fewer photos, more of them right. More: the other way round.</source>
      <translation>Strenger: weniger Fotos, davon mehr richtig. Mehr: umgekehrt.</translation>
    </message>
    <message>
      <source>no photos</source>
      <translation>keine Fotos</translation>
    </message>
    <message>
      <source>Stricter</source>
      <translation>Strenger</translation>
    </message>
    <message>
      <source>More</source>
      <translation>Mehr</translation>
    </message>
    <message>
      <source>Only this wording takes it</source>
      <translation>Nur diese Formulierung erfasst es</translation>
    </message>
    <message>
      <source>Compare wordings</source>
      <translation>Formulierungen vergleichen</translation>
    </message>
    <message>
      <source>Add a wording</source>
      <translation>Formulierung hinzufügen</translation>
    </message>
    <message>
      <source>Use all</source>
      <translation>Alle verwenden</translation>
    </message>
    <message>
      <source>Take all of these wordings together</source>
      <translation>Alle diese Formulierungen zusammen verwenden</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos now</source>
      <translation>
        <numerusform>derzeit 1 Foto</numerusform>
        <numerusform>derzeit {n} Fotos</numerusform>
      </translation>
    </message>
    <message>
      <source>Dot: {meaning}</source>
      <translation>Punkt: {meaning}</translation>
    </message>
    <message numerus="yes">
      <source>the first {first} of its {n} wordings</source>
      <translation>
        <numerusform>die ersten {first} von 1 Formulierung</numerusform>
        <numerusform>die ersten {first} von {n} Formulierungen</numerusform>
      </translation>
    </message>
    <message>
      <source>No photos judged yet</source>
      <translation>Noch keine Fotos beurteilt</translation>
    </message>
    <message>
      <source>Other words</source>
      <translation>Andere Wörter</translation>
    </message>
    <message>
      <source>Remove this wording</source>
      <translation>Diese Formulierung entfernen</translation>
    </message>
    <message>
      <source>Beside the words that the category has</source>
      <translation>Zusätzlich zu den Wörtern, die die Kategorie hat</translation>
    </message>
    <message>
      <source>Instead of all words that the category has</source>
      <translation>Anstelle aller Wörter, die die Kategorie hat</translation>
    </message>
    <message>
      <source>Wording {number}</source>
      <translation>Formulierung {number}</translation>
    </message>
    <message>
      <source>Add wording {number}</source>
      <translation>Formulierung {number} hinzufügen</translation>
    </message>
    <message>
      <source>Use wording {number} instead</source>
      <translation>Durch Formulierung {number} ersetzen</translation>
    </message>
    <message>
      <source>Remove wording {number}</source>
      <translation>Formulierung {number} entfernen</translation>
    </message>
    <message>
      <source>Photos of wording {number}</source>
      <translation>Fotos von Formulierung {number}</translation>
    </message>
    <message numerus="yes">
      <source>{right} of {n} judged photos right</source>
      <translation>
        <numerusform>{right} von 1 beurteilten Foto richtig</numerusform>
        <numerusform>{right} von {n} beurteilten Fotos richtig</numerusform>
      </translation>
    </message>
    <message>
      <source>No photo is taken by these words.</source>
      <translation>Diese Wörter erfassen kein Foto.</translation>
    </message>
    <message>
      <source>The most judged photos are right with these words</source>
      <translation>Mit diesen Wörtern sind die meisten beurteilten Fotos richtig</translation>
    </message>
    <message>
      <source>Best</source>
      <translation>Am besten</translation>
    </message>
    <message>
      <source>Use instead</source>
      <translation>Ersetzen</translation>
    </message>
    <message>
      <source>Type a wording to see
which photos it would take.</source>
      <translation>Formulierung eingeben und sehen,
welche Fotos sie erfassen würde.</translation>
    </message>
    <message>
      <source>only this wording takes it</source>
      <translation>nur diese Formulierung erfasst es</translation>
    </message>
    <message>
      <source>{name}, tagged</source>
      <translation>{name}, zugeordnet</translation>
    </message>
    <message>
      <source>No category fits.</source>
      <translation>Keine Kategorie passt.</translation>
    </message>
    <message>
      <source>Keywords: {names}</source>
      <translation>Stichwörter: {names}</translation>
    </message>
    <message>
      <source>Tags: {names}</source>
      <translation>Kategorien: {names}</translation>
    </message>
    <message>
      <source>No keywords</source>
      <translation>Keine Stichwörter</translation>
    </message>
    <message>
      <source>No tags</source>
      <translation>Keine Kategorien</translation>
    </message>
    <message>
      <source>{name} (by hand)</source>
      <translation>{name} (von Hand)</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>Bild</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Datei</translation>
    </message>
    <message>
      <source>Taken</source>
      <translation>Aufgenommen</translation>
    </message>
    <message>
      <source>Your marks</source>
      <translation>Kennzeichnung</translation>
    </message>
    <message>
      <source>Caption</source>
      <translation>Bildunterschrift</translation>
    </message>
    <message>
      <source>Picture {name}</source>
      <translation>Bild {name}</translation>
    </message>
    <message>
      <source>Keep {name}</source>
      <translation>{name} behalten</translation>
    </message>
    <message>
      <source>Trash {name}</source>
      <translation>{name} in den Papierkorb</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>Behalten</translation>
    </message>
    <message>
      <source>Trash</source>
      <translation>Papierkorb</translation>
    </message>
    <message>
      <source>Best: {reason}</source>
      <translation>Am besten: {reason}</translation>
    </message>
    <message>
      <source>not known</source>
      <translation>nicht bekannt</translation>
    </message>
    <message>
      <source>{fact}, differs</source>
      <translation>{fact}, weicht ab</translation>
    </message>
    <message>
      <source>Favourite</source>
      <translation>Favorit</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>Vergleichen</translation>
    </message>
    <message>
      <source>Back (Esc)</source>
      <translation>Zurück (Esc)</translation>
    </message>
    <message>
      <source>Zoom and move all pictures together (L)</source>
      <translation>Alle Bilder gemeinsam zoomen und bewegen (L)</translation>
    </message>
    <message numerus="yes">
      <source>{n} more with →</source>
      <translation>
        <numerusform>noch 1 mit →</numerusform>
        <numerusform>noch {n} mit →</numerusform>
      </translation>
    </message>
    <message>
      <source>{name}, {place}, goes</source>
      <translation>{name}, {place}, wird aussortiert</translation>
    </message>
    <message>
      <source>{name}, {place}, stays</source>
      <translation>{name}, {place}, bleibt</translation>
    </message>
    <message>
      <source>Previous group (↑)</source>
      <translation>Vorige Gruppe (↑)</translation>
    </message>
    <message>
      <source>Next group (↓)</source>
      <translation>Nächste Gruppe (↓)</translation>
    </message>
    <message>
      <source>All of them stay. Choose a photo that shall go.</source>
      <translation>Alle bleiben. Wählen Sie ein Foto zum Aussortieren.</translation>
    </message>
    <message>
      <source>One of them has to stay. Keep another one first.</source>
      <translation>Eines davon muss bleiben. Behalten Sie zuerst ein anderes.</translation>
    </message>
    <message>
      <source>Photos are being moved. One moment.</source>
      <translation>Fotos werden verschoben. Einen Moment.</translation>
    </message>
    <message>
      <source>The library has changed. Look again</source>
      <translation>Die Bibliothek hat sich geändert. Neu suchen</translation>
    </message>
    <message>
      <source>Nearly the same shots: none</source>
      <translation>Fast gleiche Aufnahmen: keine</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos, {size} could go</source>
      <translation>
        <numerusform>1 Foto, {size} entbehrlich</numerusform>
        <numerusform>{n} Fotos, {size} entbehrlich</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos are back from the trash, where they were.</source>
      <translation>
        <numerusform>1 Foto ist aus dem Papierkorb zurück an seinem alten Platz.</numerusform>
        <numerusform>{n} Fotos sind aus dem Papierkorb zurück an ihrem alten Platz.</numerusform>
      </translation>
    </message>
    <message>
      <source>Nothing is chosen to go</source>
      <translation>Nichts zum Aussortieren gewählt</translation>
    </message>
    <message>
      <source>This photo is gone.</source>
      <translation>Dieses Foto ist nicht mehr da.</translation>
    </message>
    <message>
      <source>Goes</source>
      <translation>Wird aussortiert</translation>
    </message>
    <message>
      <source>Stays</source>
      <translation>Bleibt</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos moved to the trash, {size}.</source>
      <translation>
        <numerusform>1 Foto in den Papierkorb verschoben, {size}.</numerusform>
        <numerusform>{n} Fotos in den Papierkorb verschoben, {size}.</numerusform>
      </translation>
    </message>
    <message>
      <source>Exact copies</source>
      <translation>Exakte Kopien</translation>
    </message>
    <message>
      <source>Same picture in other forms</source>
      <translation>Dasselbe Bild in anderen Fassungen</translation>
    </message>
    <message>
      <source>Nearly the same shots</source>
      <translation>Fast gleiche Aufnahmen</translation>
    </message>
    <message numerus="yes">
      <source>{n} copies</source>
      <translation>
        <numerusform>1 Kopie</numerusform>
        <numerusform>{n} Kopien</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} forms of one picture</source>
      <translation>
        <numerusform>1 Fassung eines Bildes</numerusform>
        <numerusform>{n} Fassungen eines Bildes</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} shots</source>
      <translation>
        <numerusform>1 Aufnahme</numerusform>
        <numerusform>{n} Aufnahmen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos moved to the Recycle Bin, {size}. Take them back from there.</source>
      <translation>
        <numerusform>1 Foto in den Papierkorb verschoben, {size}. Von dort lässt es sich zurückholen.</numerusform>
        <numerusform>{n} Fotos in den Papierkorb verschoben, {size}. Von dort lassen sie sich zurückholen.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>And {n} more like that.</source>
      <translation>
        <numerusform>Und 1 weitere Meldung dieser Art.</numerusform>
        <numerusform>Und {n} weitere Meldungen dieser Art.</numerusform>
      </translation>
    </message>
    <message>
      <source>0 photos moved to the trash, 0 bytes.</source>
      <translation>0 Fotos in den Papierkorb verschoben, 0 Byte.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos moved to the Trash in the Dock, {size}. Take them back from there.</source>
      <translation>
        <numerusform>1 Foto in den Papierkorb im Dock verschoben, {size}. Von dort lässt es sich zurückholen.</numerusform>
        <numerusform>{n} Fotos in den Papierkorb im Dock verschoben, {size}. Von dort lassen sie sich zurückholen.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos moved to the trash, {size}. Your system's trash can bring them back.</source>
      <translation>
        <numerusform>1 Foto in den Papierkorb verschoben, {size}. Aus dem Papierkorb des Systems lässt es sich zurückholen.</numerusform>
        <numerusform>{n} Fotos in den Papierkorb verschoben, {size}. Aus dem Papierkorb des Systems lassen sie sich zurückholen.</numerusform>
      </translation>
    </message>
    <message>
      <source>Select 2 to {most} photos to compare them.</source>
      <translation>Wählen Sie 2 bis {most} Fotos aus, um sie zu vergleichen.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos were compared.</source>
      <translation>
        <numerusform>1 Foto wurde verglichen.</numerusform>
        <numerusform>{n} Fotos wurden verglichen.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos not compared yet: they are still being looked at.</source>
      <translation>
        <numerusform>1 Foto noch nicht verglichen: Es wird noch ausgewertet.</numerusform>
        <numerusform>{n} Fotos noch nicht verglichen: Sie werden noch ausgewertet.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos not compared yet</source>
      <translation>
        <numerusform>1 Foto noch nicht verglichen</numerusform>
        <numerusform>{n} Fotos noch nicht verglichen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Taking {n} photos back from the trash…</source>
      <translation>
        <numerusform>1 Foto wird aus dem Papierkorb zurückgeholt…</numerusform>
        <numerusform>{n} Fotos werden aus dem Papierkorb zurückgeholt…</numerusform>
      </translation>
    </message>
    <message>
      <source>Not compared</source>
      <translation>Nicht verglichen</translation>
    </message>
    <message>
      <source>No duplicates found</source>
      <translation>Keine Duplikate gefunden</translation>
    </message>
    <message>
      <source>The search was cancelled.</source>
      <translation>Die Suche wurde abgebrochen.</translation>
    </message>
    <message>
      <source>Duplicates</source>
      <translation>Duplikate</translation>
    </message>
    <message>
      <source>Back to the photos (Esc)</source>
      <translation>Zurück zu den Fotos (Esc)</translation>
    </message>
    <message>
      <source>Look again</source>
      <translation>Neu suchen</translation>
    </message>
    <message>
      <source>Looking for duplicates…</source>
      <translation>Duplikate werden gesucht…</translation>
    </message>
    <message numerus="yes">
      <source>Moving {n} photos to the trash…</source>
      <translation>
        <numerusform>1 Foto wird in den Papierkorb verschoben…</numerusform>
        <numerusform>{n} Fotos werden in den Papierkorb verschoben…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Move {n} exact copies to the trash</source>
      <translation>
        <numerusform>1 exakte Kopie in den Papierkorb</numerusform>
        <numerusform>{n} exakte Kopien in den Papierkorb</numerusform>
      </translation>
    </message>
    <message>
      <source>Photos are compared by content and by likeness.</source>
      <translation>Fotos werden nach Inhalt und Ähnlichkeit verglichen.</translation>
    </message>
    <message>
      <source>{deed}, group {number}</source>
      <translation>{deed}, Gruppe {number}</translation>
    </message>
    <message>
      <source>Look at them side by side (Enter)</source>
      <translation>Nebeneinander ansehen (Eingabe)</translation>
    </message>
    <message>
      <source>Compare group {number}</source>
      <translation>Gruppe {number} vergleichen</translation>
    </message>
    <message numerus="yes">
      <source>Move {n} to the trash</source>
      <translation>
        <numerusform>1 in den Papierkorb</numerusform>
        <numerusform>{n} in den Papierkorb</numerusform>
      </translation>
    </message>
    <message>
      <source>Move to the trash</source>
      <translation>In den Papierkorb</translation>
    </message>
    <message>
      <source>{size} could go</source>
      <translation>{size} entbehrlich</translation>
    </message>
    <message>
      <source>You are asked first (Delete)</source>
      <translation>Sie werden vorher gefragt (Entf)</translation>
    </message>
    <message>
      <source>Group {number} of {count}.</source>
      <translation>Gruppe {number} von {count}.</translation>
    </message>
    <message>
      <source>Groups of duplicates</source>
      <translation>Gruppen von Duplikaten</translation>
    </message>
    <message numerus="yes">
      <source>Move {n} photos to the trash?</source>
      <translation>
        <numerusform>1 Foto in den Papierkorb verschieben?</numerusform>
        <numerusform>{n} Fotos in den Papierkorb verschieben?</numerusform>
      </translation>
    </message>
    <message>
      <source>{size} in all. What you keep stays where it is. Your system's trash can bring back the rest.</source>
      <translation>Insgesamt {size}. Was Sie behalten, bleibt, wo es ist. Der Rest lässt sich aus dem Papierkorb des Systems zurückholen.</translation>
    </message>
    <message numerus="yes">
      <source>Move {n} photos to the trash</source>
      <translation>
        <numerusform>1 Foto in den Papierkorb</numerusform>
        <numerusform>{n} Fotos in den Papierkorb</numerusform>
      </translation>
    </message>
    <message>
      <source>Not done, because the categories have changed: {words}. {why}</source>
      <translation>Nicht ausgeführt, weil sich die Kategorien geändert haben: {words}. {why}</translation>
    </message>
    <message>
      <source>The category is no longer there.</source>
      <translation>Die Kategorie ist nicht mehr da.</translation>
    </message>
    <message>
      <source>Use these</source>
      <translation>Diese verwenden</translation>
    </message>
    <message>
      <source>No, thanks</source>
      <translation>Nein, danke</translation>
    </message>
    <message>
      <source>Start with {count} everyday categories</source>
      <translation>Mit {count} Alltagskategorien beginnen</translation>
    </message>
    <message>
      <source>{name} · you said no · {share} % alike</source>
      <translation>{name} · Ihr Urteil: nein · {share} % ähnlich</translation>
    </message>
    <message>
      <source>{name} yes</source>
      <translation>{name}: ja</translation>
    </message>
    <message>
      <source>{name} no</source>
      <translation>{name}: nein</translation>
    </message>
    <message>
      <source>Nearest judged photos</source>
      <translation>Ähnlichste beurteilte Fotos</translation>
    </message>
    <message>
      <source>Nearest judged photos: {photos}</source>
      <translation>Ähnlichste beurteilte Fotos: {photos}</translation>
    </message>
    <message>
      <source>{name} · you said yes · {share} % alike</source>
      <translation>{name} · Ihr Urteil: ja · {share} % ähnlich</translation>
    </message>
    <message>
      <source>Looking for photos…</source>
      <translation>Fotos werden gesucht…</translation>
    </message>
    <message>
      <source>Add the categories {names}</source>
      <translation>Kategorien hinzufügen: {names}</translation>
    </message>
    <message>
      <source>Works now. Basic: it knows everyday things.</source>
      <translation>Funktioniert sofort. Einfach: Es kennt Alltägliches.</translation>
    </message>
    <message>
      <source>Other models…</source>
      <translation>Andere Modelle…</translation>
    </message>
    <message>
      <source>Built-in</source>
      <translation>Eingebaut</translation>
    </message>
    <message>
      <source>Better. It is on this computer already.</source>
      <translation>Besser. Ist schon auf diesem Computer.</translation>
    </message>
    <message>
      <source>Better. {size} come while you work; until then the built-in one sorts.</source>
      <translation>Besser. {size} werden nebenbei heruntergeladen; bis dahin sortiert das eingebaute Modell.</translation>
    </message>
    <message>
      <source>None: you make your own.</source>
      <translation>Keine: Sie legen eigene an.</translation>
    </message>
    <message>
      <source>{names} and {count} more</source>
      <translation>{names} und {count} weitere</translation>
    </message>
    <message>
      <source>Drop your photo folders here</source>
      <translation>Ziehen Sie Ihre Fotoordner hierher</translation>
    </message>
    <message>
      <source>They stay where they are, and on this computer.</source>
      <translation>Sie bleiben, wo sie sind: auf diesem Computer.</translation>
    </message>
    <message>
      <source>Sort into</source>
      <translation>Sortieren in</translation>
    </message>
    <message>
      <source>Recognise with</source>
      <translation>Erkennen mit</translation>
    </message>
    <message>
      <source>Choose folder…</source>
      <translation>Ordner wählen…</translation>
    </message>
    <message>
      <source>Sort “{folder}”</source>
      <translation>„{folder}“ sortieren</translation>
    </message>
    <message>
      <source>photo</source>
      <translation>Foto</translation>
    </message>
    <message>
      <source>favourite</source>
      <translation>Favorit</translation>
    </message>
    <message>
      <source>About Photo Sorter</source>
      <translation>Über Photo Sorter</translation>
    </message>
    <message>
      <source>Version {version}</source>
      <translation>Version {version}</translation>
    </message>
    <message>
      <source>Sorts your photos by your own words.</source>
      <translation>Sortiert Ihre Fotos nach Ihren eigenen Worten.</translation>
    </message>
    <message>
      <source>Nothing leaves this computer.</source>
      <translation>Nichts verlässt diesen Computer.</translation>
    </message>
    <message>
      <source>Free software under the {licence} licence.</source>
      <translation>Freie Software unter der {licence}-Lizenz.</translation>
    </message>
    <message>
      <source>Names of places: {source}, {licence}.</source>
      <translation>Ortsnamen: {source}, {licence}.</translation>
    </message>
    <message>
      <source>The library lies in {path}</source>
      <translation>Die Bibliothek liegt in {path}</translation>
    </message>
    <message>
      <source>The version and the system, for a bug report</source>
      <translation>Version und System, für einen Fehlerbericht</translation>
    </message>
    <message>
      <source>Open library folder</source>
      <translation>Bibliotheksordner öffnen</translation>
    </message>
    <message>
      <source>Licences</source>
      <translation>Lizenzen</translation>
    </message>
    <message>
      <source>Problems and log…</source>
      <translation>Probleme und Protokoll…</translation>
    </message>
    <message>
      <source>Photo Sorter Help</source>
      <translation>Hilfe zu Photo Sorter</translation>
    </message>
    <message>
      <source>Contents</source>
      <translation>Inhalt</translation>
    </message>
    <message>
      <source>Back</source>
      <translation>Zurück</translation>
    </message>
    <message>
      <source>Forward</source>
      <translation>Vorwärts</translation>
    </message>
    <message>
      <source>Error</source>
      <translation>Fehler</translation>
    </message>
    <message>
      <source>Warning</source>
      <translation>Warnung</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>Hinweis</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>Protokoll</translation>
    </message>
    <message>
      <source>When</source>
      <translation>Wann</translation>
    </message>
    <message>
      <source>What</source>
      <translation>Was</translation>
    </message>
    <message>
      <source>Help page</source>
      <translation>Hilfeseite</translation>
    </message>
    <message>
      <source>There is no help page “{name}” in this installation.</source>
      <translation>In dieser Installation gibt es keine Hilfeseite „{name}“.</translation>
    </message>
    <message>
      <source>Problems and log</source>
      <translation>Probleme und Protokoll</translation>
    </message>
    <message>
      <source>Show them</source>
      <translation>Anzeigen</translation>
    </message>
    <message>
      <source>Problems</source>
      <translation>Probleme</translation>
    </message>
    <message>
      <source>Everything</source>
      <translation>Alles</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>Details</translation>
    </message>
    <message>
      <source>Open log folder</source>
      <translation>Protokollordner öffnen</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos were set aside: they cannot be read.</source>
      <translation>
        <numerusform>1 Foto wurde beiseitegelegt: Es kann nicht gelesen werden.</numerusform>
        <numerusform>{n} Fotos wurden beiseitegelegt: Sie können nicht gelesen werden.</numerusform>
      </translation>
    </message>
    <message>
      <source>The log {path} cannot be read: {reason}. See whether you may open it.</source>
      <translation>Das Protokoll {path} kann nicht gelesen werden: {reason}. Prüfen Sie, ob Sie es öffnen dürfen.</translation>
    </message>
    <message>
      <source>No program opens folders here. The log is {path}.</source>
      <translation>Hier öffnet kein Programm Ordner. Das Protokoll ist {path}.</translation>
    </message>
    <message>
      <source>Nothing was written to the log yet.</source>
      <translation>Im Protokoll steht noch nichts.</translation>
    </message>
    <message>
      <source>Nothing else went wrong.</source>
      <translation>Sonst ist nichts schiefgegangen.</translation>
    </message>
    <message>
      <source>Nothing went wrong.</source>
      <translation>Es ist nichts schiefgegangen.</translation>
    </message>
    <message>
      <source>Copy report</source>
      <translation>Bericht kopieren</translation>
    </message>
    <message>
      <source>Looking at this computer. That takes some seconds…</source>
      <translation>Dieser Computer wird untersucht. Das dauert einige Sekunden…</translation>
    </message>
    <message>
      <source>Copied. Paths and names are hidden; read it before you send it.</source>
      <translation>Kopiert. Pfade und Namen sind unkenntlich gemacht; lesen Sie den Bericht, bevor Sie ihn senden.</translation>
    </message>
    <message>
      <source>The report could not be made. The log says why.</source>
      <translation>Der Bericht konnte nicht erstellt werden. Im Protokoll steht, warum.</translation>
    </message>
    <message>
      <source>Keyboard shortcuts</source>
      <translation>Tastenkürzel</translation>
    </message>
    <message>
      <source>Saved searches</source>
      <translation>Gespeicherte Suchen</translation>
    </message>
    <message>
      <source>What it does</source>
      <translation>Was geschieht</translation>
    </message>
    <message>
      <source>Key</source>
      <translation>Taste</translation>
    </message>
    <message>
      <source>Move, select</source>
      <translation>Bewegen, auswählen</translation>
    </message>
    <message>
      <source>Arrows, Shift, Ctrl</source>
      <translation>Pfeile, Umschalt, Strg</translation>
    </message>
    <message>
      <source>View the photo</source>
      <translation>Foto anzeigen</translation>
    </message>
    <message>
      <source>Enter or Space</source>
      <translation>Eingabe oder Leertaste</translation>
    </message>
    <message>
      <source>Close the view</source>
      <translation>Anzeige schließen</translation>
    </message>
    <message>
      <source>Next, previous photo</source>
      <translation>Nächstes, voriges Foto</translation>
    </message>
    <message>
      <source>Tag as the first … ninth category</source>
      <translation>Kategorie 1 … 9 zuordnen</translation>
    </message>
    <message>
      <source>Zoom; fit or 100 %</source>
      <translation>Zoom; ganz oder 100 %</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>Ja</translation>
    </message>
    <message>
      <source>{key} or {other}</source>
      <translation>{key} oder {other}</translation>
    </message>
    <message>
      <source>No</source>
      <translation>Nein</translation>
    </message>
    <message>
      <source>Skip</source>
      <translation>Überspringen</translation>
    </message>
    <message>
      <source>Another category</source>
      <translation>Andere Kategorie</translation>
    </message>
    <message>
      <source>Leave</source>
      <translation>Verlassen</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>Umbenennen</translation>
    </message>
    <message>
      <source>Move up, down</source>
      <translation>Nach oben, unten</translation>
    </message>
    <message>
      <source>Another group, photo</source>
      <translation>Andere Gruppe, anderes Foto</translation>
    </message>
    <message>
      <source>Keep, let go</source>
      <translation>Behalten, aussortieren</translation>
    </message>
    <message>
      <source>Zoom all or one</source>
      <translation>Alle oder eines zoomen</translation>
    </message>
    <message>
      <source>Take files out</source>
      <translation>Dateien herausnehmen</translation>
    </message>
    <message>
      <source>Open the file, unfold the folder</source>
      <translation>Datei öffnen, Ordner aufklappen</translation>
    </message>
    <message>
      <source>Places to look at: all photos, categories, folders, searches that you keep. “Not sure” holds photos that wait for your answer, “Not sorted” those that fit no category.</source>
      <translation>Orte zum Ansehen: alle Fotos, Kategorien, Ordner und Suchen, die Sie gespeichert haben. „Nicht sicher“ enthält Fotos, die auf Ihre Antwort warten, „Nicht sortiert“ solche, die zu keiner Kategorie passen.</translation>
    </message>
    <message>
      <source>Type what a photo shows, or words from its name or caption; “-word” steers away. You can also drop a picture here to find others like it.</source>
      <translation>Geben Sie ein, was ein Foto zeigt, oder Wörter aus Name oder Bildunterschrift; „-word“ meidet ein Wort. Sie können auch ein Bild hierher ziehen, um ähnliche zu finden.</translation>
    </message>
    <message>
      <source>Narrows what is shown by place, time, camera, stars and more. Each line says how many photos it would leave.</source>
      <translation>Grenzt ein, was gezeigt wird: nach Ort, Zeit, Kamera, Sternen und mehr. Jede Zeile sagt, wie viele Fotos übrig blieben.</translation>
    </message>
    <message>
      <source>Asks you about the photos whose answers teach most. A minute of yes and no makes the others surer too.</source>
      <translation>Fragt Sie nach den Fotos, deren Antworten am meisten lehren. Eine Minute Ja und Nein macht auch die anderen sicherer.</translation>
    </message>
    <message>
      <source>Says which counts more when you search by words and by a picture. In the middle they count the same.</source>
      <translation>Legt fest, was mehr zählt, wenn Sie mit Wörtern und mit einem Bild suchen. In der Mitte zählt beides gleich.</translation>
    </message>
    <message>
      <source>Says that the selected photos are what you meant. The search looks for more like them.</source>
      <translation>Sagt, dass die ausgewählten Fotos das sind, was Sie meinten. Die Suche sucht mehr davon.</translation>
    </message>
    <message>
      <source>Says that the selected photos are not what you meant. The search moves away from them.</source>
      <translation>Sagt, dass die ausgewählten Fotos nicht das sind, was Sie meinten. Die Suche entfernt sich von ihnen.</translation>
    </message>
    <message>
      <source>Keeps this search in the side bar. It is asked anew whenever you open it.</source>
      <translation>Behält diese Suche in der Seitenleiste. Sie wird bei jedem Öffnen neu ausgeführt.</translation>
    </message>
    <message>
      <source>Makes a category of this search. Your thumbs up and down become its first yes and no.</source>
      <translation>Macht aus dieser Suche eine Kategorie. Ihre Daumen hoch und runter werden deren erstes Ja und Nein.</translation>
    </message>
    <message>
      <source>Filters that would change what is shown, with the number of photos that each leaves. What you choose stands below the search field until you take it away there.</source>
      <translation>Filter, die ändern würden, was gezeigt wird, mit der Zahl der Fotos, die jeweils übrig bleiben. Was Sie wählen, steht unter dem Suchfeld, bis Sie es dort entfernen.</translation>
    </message>
    <message>
      <source>Says whether your words are looked for in names and captions, or in what a picture shows. In the middle both count.</source>
      <translation>Legt fest, ob Ihre Wörter in Namen und Bildunterschriften gesucht werden oder in dem, was ein Bild zeigt. In der Mitte zählt beides.</translation>
    </message>
    <message>
      <source>Your photos; Enter opens one, and Shift or Ctrl selects several. Drag them onto a category to say that they belong there.</source>
      <translation>Ihre Fotos; Eingabe öffnet eines, Umschalt oder Strg wählt mehrere aus. Ziehen Sie sie auf eine Kategorie, um sie ihr zuzuordnen.</translation>
    </message>
    <message>
      <source>Scrolls through all that is shown. The dates beside it are those of the photos there.</source>
      <translation>Blättert durch alles, was gezeigt wird. Die Daten daneben sind die der Fotos an dieser Stelle.</translation>
    </message>
    <message>
      <source>What the program is doing with your photos at the moment. You can go on while it works.</source>
      <translation>Was das Programm gerade mit Ihren Fotos macht. Sie können dabei weiterarbeiten.</translation>
    </message>
    <message>
      <source>Stops looking at new photos until you go on. What is sorted already can be used as ever.</source>
      <translation>Wertet keine neuen Fotos aus, bis Sie fortsetzen. Was schon sortiert ist, lässt sich weiter benutzen.</translation>
    </message>
    <message>
      <source>Work waits because of the battery, or because you are using the computer. This goes on all the same.</source>
      <translation>Die Arbeit wartet wegen des Akkus oder weil Sie den Computer benutzen. Hiermit geht sie trotzdem weiter.</translation>
    </message>
    <message>
      <source>Makes the pictures larger or smaller. Ctrl and the mouse wheel do the same.</source>
      <translation>Macht die Bilder größer oder kleiner. Strg und das Mausrad tun dasselbe.</translation>
    </message>
    <message>
      <source>How well the photo fits each category; dots in place of a bar mean “not sure”. Yes and no beside it are remembered, never overwritten, and teach the other photos.</source>
      <translation>Wie gut das Foto zu jeder Kategorie passt; Punkte statt eines Balkens bedeuten „nicht sicher“. Ja und Nein daneben bleiben gespeichert, werden nie überschrieben und wirken auf die anderen Fotos.</translation>
    </message>
    <message>
      <source>The categories that the photo is in. It may be in several of different sets.</source>
      <translation>Die Kategorien, in denen das Foto ist. Es können mehrere aus verschiedenen Sets sein.</translation>
    </message>
    <message>
      <source>Your favourite mark and stars, 0 to 5. They are kept in the library; the file is not changed.</source>
      <translation>Ihr Favorit und Ihre Sterne, 0 bis 5. Sie werden in der Bibliothek gespeichert; die Datei wird nicht geändert.</translation>
    </message>
    <message>
      <source>Each line is a wording: the longer its bar, the more it looks like the photo. A minus marks words against the category.</source>
      <translation>Jede Zeile ist eine Formulierung: Je länger ihr Balken, desto ähnlicher ist sie dem Foto. Ein Minus kennzeichnet Wörter gegen die Kategorie.</translation>
    </message>
    <message>
      <source>The photos that you judged and that look most like this one. They drew it towards your yes or no.</source>
      <translation>Die von Ihnen beurteilten Fotos, die diesem am ähnlichsten sind. Sie haben es zu Ihrem Ja oder Nein hingezogen.</translation>
    </message>
    <message>
      <source>Shows where in the picture the model sees what the category says. The map is coarse.</source>
      <translation>Zeigt, wo im Bild das Modell sieht, was die Kategorie besagt. Die Karte ist grob.</translation>
    </message>
    <message>
      <source>One question at a time: is this photo in the category? Skip what you cannot tell; it is not asked again.</source>
      <translation>Eine Frage nach der anderen: Gehört dieses Foto zu der Kategorie? Überspringen Sie, was Sie nicht sagen können; danach wird nicht wieder gefragt.</translation>
    </message>
    <message>
      <source>The category that is asked about. “All categories” asks about whichever can learn most.</source>
      <translation>Die Kategorie, nach der gefragt wird. „Alle Kategorien“ fragt nach der, die am meisten lernen kann.</translation>
    </message>
    <message>
      <source>Photos of which one would do, with the best one kept. Nothing is touched until you move copies to the trash, and the last copy never is.</source>
      <translation>Fotos, von denen eines genügt; das beste wird behalten. Nichts wird angetastet, bis Sie Kopien in den Papierkorb verschieben, und die letzte Kopie nie.</translation>
    </message>
    <message>
      <source>Also shows shots that are nearly the same, such as those of a burst. They are different pictures: look before you let one go.</source>
      <translation>Zeigt auch fast gleiche Aufnahmen, etwa die einer Serie. Es sind verschiedene Bilder: Sehen Sie hin, bevor Sie eines aussortieren.</translation>
    </message>
    <message>
      <source>Zooms and moves all pictures together. Without it each goes by itself.</source>
      <translation>Zoomt und bewegt alle Bilder gemeinsam. Sonst bewegt sich jedes für sich.</translation>
    </message>
    <message>
      <source>Compares the program's answers with yours. Each photo is judged as if its own answer were not known.</source>
      <translation>Vergleicht die Antworten des Programms mit Ihren. Jedes Foto wird beurteilt, als wäre die Antwort dazu nicht bekannt.</translation>
    </message>
    <message>
      <source>Takes photos that are sorted already, one subfolder a category. They need not be in the library.</source>
      <translation>Nimmt Fotos, die schon sortiert sind, ein Unterordner pro Kategorie. Sie müssen nicht in der Bibliothek sein.</translation>
    </message>
    <message>
      <source>Counts what the program does: it may answer “not sure” or “none of these”. Those count as not right.</source>
      <translation>Zählt, was das Programm tut: Es darf „nicht sicher“ oder „nichts davon“ antworten. Das zählt als nicht richtig.</translation>
    </message>
    <message>
      <source>Counts what it would say if it had to choose one category. This is how models are usually compared.</source>
      <translation>Zählt, was es sagen würde, wenn es sich für eine Kategorie entscheiden müsste. So werden Modelle gewöhnlich verglichen.</translation>
    </message>
    <message>
      <source>A line is what a photo is, a column what it was taken for. Choose a cell to see its photos.</source>
      <translation>Eine Zeile ist, was ein Foto ist, eine Spalte, wofür es gehalten wurde. Wählen Sie eine Zelle, um ihre Fotos zu sehen.</translation>
    </message>
    <message>
      <source>Photos about which the two models differ. Where you judged a photo, it says which of them is right.</source>
      <translation>Fotos, bei denen die beiden Modelle voneinander abweichen. Bei Fotos, die Sie beurteilt haben, steht, welches recht hat.</translation>
    </message>
    <message>
      <source>The photos that are sorted into folders: those from where you came, or the whole library. Files that belong to a photo go with it.</source>
      <translation>Die Fotos, die in Ordner sortiert werden: die von dort, woher Sie kamen, oder die ganze Bibliothek. Dateien, die zu einem Foto gehören, kommen mit.</translation>
    </message>
    <message>
      <source>Does what the preview shows, and no more. It can be taken back at any time.</source>
      <translation>Tut, was die Vorschau zeigt, und nicht mehr. Es lässt sich jederzeit zurücknehmen.</translation>
    </message>
    <message>
      <source>Folders are made in here. It can be a new one, also on another disk.</source>
      <translation>Hierin werden Ordner angelegt. Es kann ein neuer sein, auch auf einem anderen Datenträger.</translation>
    </message>
    <message>
      <source>What is not sure or in no category. Nothing is guessed.</source>
      <translation>Was nicht sicher oder in keiner Kategorie ist. Nichts wird geraten.</translation>
    </message>
    <message>
      <source>When another file of that name is there already. No file is ever replaced.</source>
      <translation>Wenn es eine andere Datei dieses Namens schon gibt. Nie wird eine Datei ersetzt.</translation>
    </message>
    <message>
      <source>The folders that are made, separated by “/”; what stands in braces is filled in for each photo. The line below shows it for one of yours.</source>
      <translation>Die Ordner, die angelegt werden, durch „/“ getrennt; was in geschweiften Klammern steht, wird für jedes Foto eingesetzt. Die Zeile darunter zeigt es für eines von Ihren.</translation>
    </message>
    <message>
      <source>Where each file would go. Delete takes some out; drag them onto another folder to send them there.</source>
      <translation>Wohin jede Datei käme. Entf nimmt Dateien heraus; ziehen Sie sie auf einen anderen Ordner, um sie dorthin umzuleiten.</translation>
    </message>
    <message>
      <source>What was done with files, newest first. Each run can be taken back, now or later.</source>
      <translation>Was mit Dateien geschehen ist, das Neueste zuerst. Jeder Vorgang lässt sich zurücknehmen, jetzt oder später.</translation>
    </message>
    <message>
      <source>The files of the run. Select some to take back only those.</source>
      <translation>Die Dateien des Vorgangs. Wählen Sie einige aus, um nur diese zurückzunehmen.</translation>
    </message>
    <message>
      <source>Rules for new photos. A check mark says that one is on; before it is turned on you are asked.</source>
      <translation>Regeln für neue Fotos. Ein Häkchen heißt, dass eine eingeschaltet ist; vor dem Einschalten werden Sie gefragt.</translation>
    </message>
    <message>
      <source>Your categories, in their sets. A check mark says that one is in use; dragging moves one within another.</source>
      <translation>Ihre Kategorien in ihren Sets. Ein Häkchen heißt, dass eine verwendet wird; durch Ziehen wird eine in eine andere eingeordnet.</translation>
    </message>
    <message>
      <source>What the photos look like, one description a line; the best of them counts. “A yellow flower in the grass” says more than “dandelion”.</source>
      <translation>Wie die Fotos aussehen, eine Beschreibung pro Zeile; die beste davon zählt. „A yellow flower in the grass“ sagt mehr als „dandelion“.</translation>
    </message>
    <message>
      <source>What is often mistaken for the category. Photos that are more like this are left out.</source>
      <translation>Was oft mit der Kategorie verwechselt wird. Fotos, die dem ähnlicher sind, bleiben draußen.</translation>
    </message>
    <message>
      <source>Shows several wordings side by side, on your own photos. Nothing changes until you take one.</source>
      <translation>Zeigt mehrere Formulierungen nebeneinander, an Ihren eigenen Fotos. Nichts ändert sich, bis Sie eine übernehmen.</translation>
    </message>
    <message>
      <source>The sentences into which your words are put for the model. Most people never need them.</source>
      <translation>Die Sätze, in die Ihre Wörter für das Modell gesetzt werden. Die meisten brauchen sie nie.</translation>
    </message>
    <message>
      <source>To the left fewer photos are taken and more of them are right, to the right the other way round. The line below says how many of each are expected.</source>
      <translation>Nach links werden weniger Fotos aufgenommen, und mehr davon sind richtig, nach rechts umgekehrt. Die Zeile darunter sagt, wie viele jeweils zu erwarten sind.</translation>
    </message>
    <message>
      <source>Whether the categories of this set exclude each other. A photo may always be in none of them.</source>
      <translation>Ob die Kategorien dieses Sets einander ausschließen. Ein Foto darf immer auch in keiner davon sein.</translation>
    </message>
    <message>
      <source>Looks for this category only among the photos of another. Photos found here are in that one too.</source>
      <translation>Sucht diese Kategorie nur unter den Fotos einer anderen. Hier gefundene Fotos sind auch in jener.</translation>
    </message>
    <message>
      <source>Photos like those that you judged follow your answers. Without it only the words count.</source>
      <translation>Fotos, die den beurteilten ähneln, folgen Ihren Antworten. Sonst zählen nur die Wörter.</translation>
    </message>
    <message>
      <source>Each column is a wording, with the photos that it alone would take. Compare how many of those you judged it gets right.</source>
      <translation>Jede Spalte ist eine Formulierung mit den Fotos, die sie allein erfassen würde. Vergleichen Sie, bei wie vielen der beurteilten sie richtigliegt.</translation>
    </message>
    <message>
      <source>A model is what sees in photos what words say; larger ones see better and take longer. The one in use goes on until another has looked at all photos, and going back is at once.</source>
      <translation>Ein Modell sieht in Fotos, was Wörter besagen; größere sehen besser und brauchen länger. Das verwendete arbeitet weiter, bis ein anderes alle Fotos ausgewertet hat, und zurück geht es sofort.</translation>
    </message>
    <message>
      <source>Where models are downloaded from, and through which proxy. Empty fields use what the system says.</source>
      <translation>Woher Modelle heruntergeladen werden und über welchen Proxy. Bei leeren Feldern gilt, was das System vorgibt.</translation>
    </message>
    <message>
      <source>Folders that are watched: new photos in them are looked at by themselves. Removing one from view keeps what you said about its photos.</source>
      <translation>Überwachte Ordner: Neue Fotos darin werden von selbst ausgewertet. Entfernen Sie einen aus der Ansicht, bleibt gespeichert, was Sie zu seinen Fotos gesagt haben.</translation>
    </message>
    <message>
      <source>When looking at new photos shall wait for the mains. Searching and sorting go on.</source>
      <translation>Wann die Auswertung neuer Fotos auf Netzstrom warten soll. Suchen und Sortieren gehen weiter.</translation>
    </message>
    <message>
      <source>Looks at new photos only while nobody uses mouse or keyboard. That takes longer, and is not noticed.</source>
      <translation>Wertet neue Fotos nur aus, solange niemand Maus oder Tastatur benutzt. Das dauert länger und stört nicht.</translation>
    </message>
    <message numerus="yes">
      <source>Photo Sorter watches folders, not single files. Add the {n} folders that they are in?</source>
      <translation>
        <numerusform>Photo Sorter überwacht Ordner, keine einzelnen Dateien. Den Ordner hinzufügen, in dem sie liegen?</numerusform>
        <numerusform>Photo Sorter überwacht Ordner, keine einzelnen Dateien. Die {n} Ordner hinzufügen, in denen sie liegen?</numerusform>
      </translation>
    </message>
    <message>
      <source>Where is the folder “{name}” now?</source>
      <translation>Wo ist der Ordner „{name}“ jetzt?</translation>
    </message>
    <message>
      <source>Photo Sorter watches folders, not single files. Add the folder “{name}” that they are in?</source>
      <translation>Photo Sorter überwacht Ordner, keine einzelnen Dateien. Den Ordner „{name}“ hinzufügen, in dem sie liegen?</translation>
    </message>
    <message>
      <source>Add a folder of photos</source>
      <translation>Ordner mit Fotos hinzufügen</translation>
    </message>
    <message>
      <source>Sort into folders…</source>
      <translation>In Ordner sortieren…</translation>
    </message>
    <message>
      <source>Turn off</source>
      <translation>Ausschalten</translation>
    </message>
    <message>
      <source>Remove from view</source>
      <translation>Aus der Ansicht entfernen</translation>
    </message>
    <message>
      <source>Forget…</source>
      <translation>Vergessen…</translation>
    </message>
    <message>
      <source>Locate folder…</source>
      <translation>Ordner suchen…</translation>
    </message>
    <message>
      <source>Show in file manager</source>
      <translation>Im Dateimanager anzeigen</translation>
    </message>
    <message>
      <source>unfolded</source>
      <translation>aufgeklappt</translation>
    </message>
    <message>
      <source>folded</source>
      <translation>zugeklappt</translation>
    </message>
    <message>
      <source>Drop to add</source>
      <translation>Zum Hinzufügen loslassen</translation>
    </message>
    <message>
      <source>Checking the backup…</source>
      <translation>Die Sicherung wird geprüft…</translation>
    </message>
    <message>
      <source>Table for spreadsheets (*.csv)</source>
      <translation>Tabelle für Tabellenprogramme (*.csv)</translation>
    </message>
    <message>
      <source>JSON for programs (*.json)</source>
      <translation>JSON für Programme (*.json)</translation>
    </message>
    <message>
      <source>Backups (*.zip)</source>
      <translation>Sicherungen (*.zip)</translation>
    </message>
    <message>
      <source>Export tags and scores</source>
      <translation>Kategorien und Werte exportieren</translation>
    </message>
    <message>
      <source>Back up the library</source>
      <translation>Bibliothek sichern</translation>
    </message>
    <message>
      <source>Restore a backup</source>
      <translation>Sicherung wiederherstellen</translation>
    </message>
    <message>
      <source>Exporting tags and scores…</source>
      <translation>Kategorien und Werte werden exportiert…</translation>
    </message>
    <message>
      <source>Copying the library…</source>
      <translation>Die Bibliothek wird kopiert…</translation>
    </message>
    <message>
      <source>Writing the backup…</source>
      <translation>Die Sicherung wird geschrieben…</translation>
    </message>
    <message>
      <source>Unpacking the backup…</source>
      <translation>Die Sicherung wird entpackt…</translation>
    </message>
    <message>
      <source>Backing up the library…</source>
      <translation>Die Bibliothek wird gesichert…</translation>
    </message>
    <message>
      <source>Reading the backup…</source>
      <translation>Die Sicherung wird gelesen…</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos exported to “{name}”.</source>
      <translation>
        <numerusform>1 Foto nach „{name}“ exportiert.</numerusform>
        <numerusform>{n} Fotos nach „{name}“ exportiert.</numerusform>
      </translation>
    </message>
    <message>
      <source>Photos {date}.csv</source>
      <translation>Fotos {date}.csv</translation>
    </message>
    <message>
      <source>Photo Sorter {date}.zip</source>
      <translation>Photo Sorter {date}.zip</translation>
    </message>
    <message>
      <source>The library is backed up in “{name}” ({size}), and was read again. Photos are not in it.</source>
      <translation>Die Bibliothek ist in „{name}“ gesichert ({size}) und wurde zur Probe gelesen. Fotos sind nicht darin.</translation>
    </message>
    <message>
      <source>Repair…</source>
      <translation>Reparieren…</translation>
    </message>
    <message>
      <source>Repairing the library…</source>
      <translation>Die Bibliothek wird repariert…</translation>
    </message>
    <message>
      <source>Checking the repaired library…</source>
      <translation>Die reparierte Bibliothek wird geprüft…</translation>
    </message>
    <message>
      <source>Photo Sorter has a fault ({fault}), noted in its log.</source>
      <translation>In Photo Sorter ist ein Fehler aufgetreten ({fault}); er ist im Protokoll vermerkt.</translation>
    </message>
    <message>
      <source>All that can be read of it is saved, and the damaged file is kept. What is lost of your photos is found again in their folders.</source>
      <translation>Alles, was lesbar ist, wird gerettet, und die beschädigte Datei bleibt erhalten. Was von Ihren Fotos fehlt, wird in ihren Ordnern wiedergefunden.</translation>
    </message>
    <message>
      <source>Photo Sorter closes and opens again. Your photos are not affected.</source>
      <translation>Photo Sorter schließt sich und öffnet sich wieder. Ihre Fotos sind nicht betroffen.</translation>
    </message>
    <message>
      <source>The library is damaged. Repair it?</source>
      <translation>Die Bibliothek ist beschädigt. Soll sie repariert werden?</translation>
    </message>
    <message>
      <source>Repair</source>
      <translation>Reparieren</translation>
    </message>
    <message>
      <source>Not now</source>
      <translation>Nicht jetzt</translation>
    </message>
    <message>
      <source>What you decided is also kept in a copy of {date}.</source>
      <translation>Was Sie entschieden haben, liegt auch in einer Kopie vom {date}.</translation>
    </message>
    <message>
      <source>In the backup: {contents}.</source>
      <translation>In der Sicherung: {contents}.</translation>
    </message>
    <message>
      <source>Photo Sorter closes and opens again. No photo is touched.</source>
      <translation>Photo Sorter schließt sich und öffnet sich wieder. Kein Foto wird angetastet.</translation>
    </message>
    <message>
      <source>Restore the library of {date}?</source>
      <translation>Die Bibliothek vom {date} wiederherstellen?</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>Wiederherstellen</translation>
    </message>
    <message>
      <source>There is no library now that could be read.</source>
      <translation>Eine lesbare Bibliothek gibt es derzeit nicht.</translation>
    </message>
    <message>
      <source>Your library now: {contents}, last changed {date}. It is kept beside the restored one, under another name.</source>
      <translation>Ihre jetzige Bibliothek: {contents}, zuletzt geändert am {date}. Sie bleibt neben der wiederhergestellten unter einem anderen Namen erhalten.</translation>
    </message>
    <message>
      <source>{names} and more</source>
      <translation>{names} und weitere</translation>
    </message>
    <message>
      <source>Not on this computer: {names}. Connect the disk, or add the folders where they are now: what you said of their photos comes back with them.</source>
      <translation>Nicht auf diesem Computer: {names}. Schließen Sie den Datenträger an oder fügen Sie die Ordner dort hinzu, wo sie jetzt sind: Was Sie zu ihren Fotos gesagt haben, kommt mit ihnen zurück.</translation>
    </message>
    <message>
      <source>The library was sorted by the model “{model}”, which is not on this computer. Download it in Settings → Model; until then the model in use looks at the photos.</source>
      <translation>Die Bibliothek wurde mit dem Modell „{model}“ sortiert, das nicht auf diesem Computer ist. Laden Sie es unter Einstellungen → Modell herunter; bis dahin wertet das verwendete Modell die Fotos aus.</translation>
    </message>
    <message>
      <source>The library cannot be read. Close the window and open it again.</source>
      <translation>Die Bibliothek kann nicht gelesen werden. Schließen Sie das Fenster und öffnen Sie es wieder.</translation>
    </message>
    <message>
      <source>“{name}” is off, so there is nothing to ask about it. Turn it on first.</source>
      <translation>„{name}“ ist ausgeschaltet, daher gibt es dazu nichts zu fragen. Schalten Sie die Kategorie zuerst ein.</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>Select one photo to see why it is in a category, and where in the picture.</source>
      <translation>Wählen Sie ein einzelnes Foto aus, um zu sehen, warum es in einer Kategorie ist und wo im Bild das zu erkennen ist.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos like what you judged changed place.</source>
      <translation>
        <numerusform>1 Foto, das den beurteilten ähnelt, wurde umsortiert.</numerusform>
        <numerusform>{n} Fotos, die den beurteilten ähneln, wurden umsortiert.</numerusform>
      </translation>
    </message>
    <message>
      <source>Add a caption…</source>
      <translation>Bildunterschrift hinzufügen…</translation>
    </message>
    <message>
      <source>No stars</source>
      <translation>Keine Sterne</translation>
    </message>
    <message>
      <source>Rating</source>
      <translation>Bewertung</translation>
    </message>
    <message numerus="yes">
      <source>Take the stars from {n} photos</source>
      <translation>
        <numerusform>Sterne von 1 Foto entfernen</numerusform>
        <numerusform>Sterne von {n} Fotos entfernen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take {n} photos from the favourites</source>
      <translation>
        <numerusform>1 Foto aus den Favoriten entfernen</numerusform>
        <numerusform>{n} Fotos aus den Favoriten entfernen</numerusform>
      </translation>
    </message>
    <message>
      <source>Write a caption</source>
      <translation>Bildunterschrift schreiben</translation>
    </message>
    <message>
      <source>Take the caption away</source>
      <translation>Bildunterschrift entfernen</translation>
    </message>
    <message numerus="yes">
      <source>Rate {n} photos {stars}</source>
      <translation>
        <numerusform>1 Foto mit {stars} bewerten</numerusform>
        <numerusform>{n} Fotos mit {stars} bewerten</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Make {n} photos favourite</source>
      <translation>
        <numerusform>1 Foto zu den Favoriten hinzufügen</numerusform>
        <numerusform>{n} Fotos zu den Favoriten hinzufügen</numerusform>
      </translation>
    </message>
    <message>
      <source>Select at most {most} photos to mark them at once.</source>
      <translation>Wählen Sie höchstens {most} Fotos aus, um sie auf einmal zu kennzeichnen.</translation>
    </message>
    <message numerus="yes">
      <source>and {n} more</source>
      <translation>
        <numerusform>und 1 weiteres</numerusform>
        <numerusform>und {n} weitere</numerusform>
      </translation>
    </message>
    <message>
      <source>Rating (0 to {most})</source>
      <translation>Bewertung (0 bis {most})</translation>
    </message>
    <message>
      <source>Favourite ({key})</source>
      <translation>Favorit ({key})</translation>
    </message>
    <message>
      <source>&amp;File</source>
      <translation>&amp;Datei</translation>
    </message>
    <message>
      <source>Add folder…</source>
      <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
      <source>New category…</source>
      <translation>Neue Kategorie…</translation>
    </message>
    <message>
      <source>Back up library…</source>
      <translation>Bibliothek sichern…</translation>
    </message>
    <message>
      <source>Restore library…</source>
      <translation>Bibliothek wiederherstellen…</translation>
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
      <source>Copy path</source>
      <translation>Pfad kopieren</translation>
    </message>
    <message>
      <source>Select all</source>
      <translation>Alles auswählen</translation>
    </message>
    <message>
      <source>Find</source>
      <translation>Suchen</translation>
    </message>
    <message>
      <source>&amp;Photo</source>
      <translation>&amp;Foto</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Anzeigen</translation>
    </message>
    <message>
      <source>Tag as…</source>
      <translation>Zuordnen…</translation>
    </message>
    <message>
      <source>Why</source>
      <translation>Warum</translation>
    </message>
    <message>
      <source>Where in the picture</source>
      <translation>Wo im Bild</translation>
    </message>
    <message>
      <source>Find similar</source>
      <translation>Ähnliche suchen</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Erneut versuchen</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>&amp;Ansicht</translation>
    </message>
    <message>
      <source>Larger</source>
      <translation>Größer</translation>
    </message>
    <message>
      <source>Smaller</source>
      <translation>Kleiner</translation>
    </message>
    <message>
      <source>Side bar</source>
      <translation>Seitenleiste</translation>
    </message>
    <message>
      <source>Full screen</source>
      <translation>Vollbild</translation>
    </message>
    <message>
      <source>&amp;Library</source>
      <translation>B&amp;ibliothek</translation>
    </message>
    <message>
      <source>Review…</source>
      <translation>Durchsehen…</translation>
    </message>
    <message>
      <source>Check accuracy…</source>
      <translation>Genauigkeit prüfen…</translation>
    </message>
    <message>
      <source>Find duplicates…</source>
      <translation>Duplikate suchen…</translation>
    </message>
    <message>
      <source>Write metadata…</source>
      <translation>Metadaten schreiben…</translation>
    </message>
    <message>
      <source>Read metadata again</source>
      <translation>Metadaten neu lesen</translation>
    </message>
    <message>
      <source>Pause or resume</source>
      <translation>Pausieren oder fortsetzen</translation>
    </message>
    <message>
      <source>Look for changes</source>
      <translation>Nach Änderungen suchen</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>&amp;Hilfe</translation>
    </message>
    <message>
      <source>What’s this?</source>
      <translation>Direkthilfe</translation>
    </message>
    <message>
      <source>Undo {deed}</source>
      <translation>Rückgängig: {deed}</translation>
    </message>
    <message>
      <source>Redo {deed}</source>
      <translation>Wiederholen: {deed}</translation>
    </message>
    <message>
      <source>More like this</source>
      <translation>Mehr davon</translation>
    </message>
    <message>
      <source>Less like this</source>
      <translation>Weniger davon</translation>
    </message>
    <message>
      <source>Whole pictures</source>
      <translation>Ganze Bilder</translation>
    </message>
    <message>
      <source>File names</source>
      <translation>Dateinamen</translation>
    </message>
    <message>
      <source>Check for updates…</source>
      <translation>Nach Updates suchen…</translation>
    </message>
    <message>
      <source>Settings…</source>
      <translation>Einstellungen…</translation>
    </message>
    <message>
      <source>Cancelled: the other sidecars stay as they are.</source>
      <translation>Abgebrochen: Die übrigen Begleitdateien bleiben, wie sie sind.</translation>
    </message>
    <message numerus="yes">
      <source>{n} sidecars written.</source>
      <translation>
        <numerusform>1 Begleitdatei geschrieben.</numerusform>
        <numerusform>{n} Begleitdateien geschrieben.</numerusform>
      </translation>
    </message>
    <message>
      <source>{count} were left as they are, the first of them:</source>
      <translation>{count} blieben, wie sie sind, die erste davon:</translation>
    </message>
    <message>
      <source>Metadata is still being written. Wait for it, or cancel it below.</source>
      <translation>Metadaten werden noch geschrieben. Warten Sie, bis das fertig ist, oder brechen Sie es unten ab.</translation>
    </message>
    <message>
      <source>There are no photos here whose metadata could be written or read.</source>
      <translation>Hier gibt es keine Fotos, deren Metadaten geschrieben oder gelesen werden könnten.</translation>
    </message>
    <message>
      <source>Nothing was written: there is nothing to say, or the sidecars say it already.</source>
      <translation>Nichts wurde geschrieben: Es gibt nichts zu sagen oder es steht schon in den Begleitdateien.</translation>
    </message>
    <message numerus="yes">
      <source>Write the metadata of {n} photos?</source>
      <translation>
        <numerusform>Die Metadaten von 1 Foto schreiben?</numerusform>
        <numerusform>Die Metadaten von {n} Fotos schreiben?</numerusform>
      </translation>
    </message>
    <message>
      <source>What you said becomes keywords, stars and captions in XMP files beside the photos, for other programs to read. What only the machine is sure of stands apart, below “Photo Sorter”. What is in such files already is kept, and the photos themselves are not touched.</source>
      <translation>Was Sie gesagt haben, wird zu Stichwörtern, Sternen und Bildunterschriften in XMP-Dateien neben den Fotos, die andere Programme lesen können. Was nur das Programm für sicher hält, steht getrennt davon unter „Photo Sorter“. Was in solchen Dateien schon steht, bleibt erhalten, und die Fotos selbst werden nicht angetastet.</translation>
    </message>
    <message>
      <source>Write</source>
      <translation>Schreiben</translation>
    </message>
    <message>
      <source>Writing metadata: {number} of {count}</source>
      <translation>Metadaten werden geschrieben: {number} von {count}</translation>
    </message>
    <message>
      <source>Progress of writing metadata</source>
      <translation>Fortschritt beim Schreiben der Metadaten</translation>
    </message>
    <message>
      <source>Cancel writing metadata</source>
      <translation>Schreiben der Metadaten abbrechen</translation>
    </message>
    <message>
      <source>Writing metadata…</source>
      <translation>Metadaten werden geschrieben…</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos have not been seen by both yet.</source>
      <translation>
        <numerusform>Von beiden noch nicht ausgewertet: 1 Foto.</numerusform>
        <numerusform>Von beiden noch nicht ausgewertet: {n} Fotos.</numerusform>
      </translation>
    </message>
    <message>
      <source>Compare models</source>
      <translation>Modelle vergleichen</translation>
    </message>
    <message>
      <source>Comparing</source>
      <translation>Vergleich läuft</translation>
    </message>
    <message>
      <source>Comparing on your photos…</source>
      <translation>An Ihren Fotos wird verglichen…</translation>
    </message>
    <message>
      <source>All categories</source>
      <translation>Alle Kategorien</translation>
    </message>
    <message>
      <source>{model} has not seen your photos yet. Use it, and it looks at them in the background.</source>
      <translation>{model} hat Ihre Fotos noch nicht ausgewertet. Wenn Sie das Modell verwenden, geschieht das im Hintergrund.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos of {all} are sorted differently.</source>
      <translation>
        <numerusform>1 Foto von {all} wird unterschiedlich sortiert.</numerusform>
        <numerusform>{n} Fotos von {all} werden unterschiedlich sortiert.</numerusform>
      </translation>
    </message>
    <message>
      <source>Each photo that you judged counts as if you had not: your library as a whole is sorted better.</source>
      <translation>Jedes von Ihnen beurteilte Foto zählt, als hätten Sie es nicht beurteilt: Ihre Bibliothek insgesamt ist besser sortiert.</translation>
    </message>
    <message>
      <source>You have judged no photos yet. Say yes or no to some: this shows who is right more often.</source>
      <translation>Sie haben noch keine Fotos beurteilt. Sagen Sie zu einigen ja oder nein: Dann zeigt sich, wer öfter richtigliegt.</translation>
    </message>
    <message>
      <source>The first {count} are shown.</source>
      <translation>Die ersten {count} werden gezeigt.</translation>
    </message>
    <message numerus="yes">
      <source>Both sort {n} photos alike.</source>
      <translation>
        <numerusform>Beide sortieren 1 Foto gleich.</numerusform>
        <numerusform>Beide sortieren {n} Fotos gleich.</numerusform>
      </translation>
    </message>
    <message>
      <source>Photos that are sorted differently</source>
      <translation>Fotos, die unterschiedlich sortiert werden</translation>
    </message>
    <message>
      <source>and {count} more</source>
      <translation>und {count} weitere</translation>
    </message>
    <message>
      <source>{model} sorts your photos now.</source>
      <translation>{model} sortiert jetzt Ihre Fotos.</translation>
    </message>
    <message>
      <source>Compare…</source>
      <translation>Vergleichen…</translation>
    </message>
    <message>
      <source>{model} is here. It sorts your photos as soon as it has seen them.</source>
      <translation>{model} ist da. Das Modell sortiert Ihre Fotos, sobald es sie ausgewertet hat.</translation>
    </message>
    <message>
      <source>{model} is here.</source>
      <translation>{model} ist da.</translation>
    </message>
    <message>
      <source>Use it</source>
      <translation>Verwenden</translation>
    </message>
    <message>
      <source>Choose a model once: it looks at your photos in the background, then takes over.</source>
      <translation>Ein Modell wählen genügt: Es wertet Ihre Fotos im Hintergrund aus und übernimmt dann.</translation>
    </message>
    <message>
      <source>Install from file…</source>
      <translation>Aus Datei installieren…</translation>
    </message>
    <message>
      <source>Install from folder…</source>
      <translation>Aus Ordner installieren…</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Netzwerk</translation>
    </message>
    <message>
      <source>Copying “{name}”, and trying it…</source>
      <translation>„{name}“ wird kopiert und getestet…</translation>
    </message>
    <message>
      <source>Install a model</source>
      <translation>Modell installieren</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Modelle</translation>
    </message>
    <message>
      <source>All files</source>
      <translation>Alle Dateien</translation>
    </message>
    <message>
      <source>Remove “{model}”?</source>
      <translation>„{model}“ entfernen?</translation>
    </message>
    <message>
      <source>Frees {size}. It can be downloaded again, and would look at all photos anew. Your photos, categories and answers stay.</source>
      <translation>Gibt {size} frei. Das Modell lässt sich wieder herunterladen, müsste dann aber alle Fotos neu auswerten. Ihre Fotos, Kategorien und Antworten bleiben.</translation>
    </message>
    <message>
      <source>Frees {size}. It can be installed again from where you have it, and would look at all photos anew. Your photos, categories and answers stay.</source>
      <translation>Gibt {size} frei. Das Modell lässt sich aus derselben Quelle wieder installieren, müsste dann aber alle Fotos neu auswerten. Ihre Fotos, Kategorien und Antworten bleiben.</translation>
    </message>
    <message>
      <source>Quality: {word}, {dots} of {most}</source>
      <translation>Qualität: {word}, {dots} von {most}</translation>
    </message>
    <message>
      <source>In use</source>
      <translation>Wird verwendet</translation>
    </message>
    <message>
      <source>Quality unknown</source>
      <translation>Qualität unbekannt</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>Verwenden</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Stoppen</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>Verwerfen</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <source>Download</source>
      <translation>Herunterladen</translation>
    </message>
    <message>
      <source>Measuring…</source>
      <translation>Wird gemessen…</translation>
    </message>
    <message>
      <source>Measure speed</source>
      <translation>Tempo messen</translation>
    </message>
    <message>
      <source>Use this one</source>
      <translation>Dieses verwenden</translation>
    </message>
    <message>
      <source>Use {model}</source>
      <translation>{model} verwenden</translation>
    </message>
    <message>
      <source>{model}: {share} right</source>
      <translation>{model}: {share} richtig</translation>
    </message>
    <message numerus="yes">
      <source>right of {n} photos that you judged · {choosing} if it always had to choose</source>
      <translation>
        <numerusform>richtig bei 1 von Ihnen beurteilten Foto · {choosing}, wenn es sich immer entscheiden müsste</numerusform>
        <numerusform>richtig bei {n} von Ihnen beurteilten Fotos · {choosing}, wenn es sich immer entscheiden müsste</numerusform>
      </translation>
    </message>
    <message>
      <source>Getting ready…</source>
      <translation>Wird vorbereitet…</translation>
    </message>
    <message>
      <source>Recognises {percent} % of the photos of ImageNet, a test with 1,000 kinds of things, without having been trained on it.</source>
      <translation>Erkennt {percent} % der Fotos von ImageNet, einem Test mit 1.000 Arten von Dingen, ohne darauf trainiert zu sein.</translation>
    </message>
    <message>
      <source>Not finished: {part}</source>
      <translation>Unvollständig: {part}</translation>
    </message>
    <message>
      <source>{done} of {total}</source>
      <translation>{done} von {total}</translation>
    </message>
    <message>
      <source>Knows everyday things, and few others.</source>
      <translation>Kennt Alltägliches und wenig anderes.</translation>
    </message>
    <message>
      <source>Stopping…</source>
      <translation>Wird gestoppt…</translation>
    </message>
    <message>
      <source>Connecting…</source>
      <translation>Verbindung wird hergestellt…</translation>
    </message>
    <message>
      <source>Loading…</source>
      <translation>Wird geladen…</translation>
    </message>
    <message>
      <source>Looking at your photos: {done} of {total}</source>
      <translation>Ihre Fotos werden ausgewertet: {done} von {total}</translation>
    </message>
    <message>
      <source>Basic</source>
      <translation>Einfach</translation>
    </message>
    <message>
      <source>Very good</source>
      <translation>Sehr gut</translation>
    </message>
    <message>
      <source>Good</source>
      <translation>Gut</translation>
    </message>
    <message>
      <source>Fair</source>
      <translation>Mittel</translation>
    </message>
    <message>
      <source>Comes with the program</source>
      <translation>Gehört zum Programm</translation>
    </message>
    <message>
      <source>{size} of memory</source>
      <translation>{size} Arbeitsspeicher</translation>
    </message>
    <message>
      <source>{rate} photos/s here</source>
      <translation>{rate} Fotos/s hier</translation>
    </message>
    <message>
      <source>licence: {licence}</source>
      <translation>Lizenz: {licence}</translation>
    </message>
    <message>
      <source>{size}/s</source>
      <translation>{size}/s</translation>
    </message>
    <message>
      <source>paused</source>
      <translation>pausiert</translation>
    </message>
    <message>
      <source>{size} on disk</source>
      <translation>{size} Speicherplatz</translation>
    </message>
    <message>
      <source>{size} to download</source>
      <translation>{size} Download</translation>
    </message>
    <message>
      <source>The usual one</source>
      <translation>Der übliche</translation>
    </message>
    <message>
      <source>That of the system</source>
      <translation>Der des Systems</translation>
    </message>
    <message>
      <source>Hub or mirror</source>
      <translation>Hub oder Spiegelserver</translation>
    </message>
    <message>
      <source>Proxy</source>
      <translation>Proxy</translation>
    </message>
    <message>
      <source>No photos here</source>
      <translation>Keine Fotos hier</translation>
    </message>
    <message>
      <source>They appear as soon as there are some in the folder.</source>
      <translation>Sie erscheinen, sobald welche im Ordner sind.</translation>
    </message>
    <message>
      <source>No photo is like that</source>
      <translation>Kein Foto ist so</translation>
    </message>
    <message>
      <source>Change the filter, or clear the search.</source>
      <translation>Ändern Sie den Filter oder leeren Sie die Suche.</translation>
    </message>
    <message>
      <source>No photo has all of that</source>
      <translation>Kein Foto erfüllt alles</translation>
    </message>
    <message>
      <source>Leave a filter out.</source>
      <translation>Lassen Sie einen Filter weg.</translation>
    </message>
    <message>
      <source>Nothing found yet</source>
      <translation>Noch nichts gefunden</translation>
    </message>
    <message>
      <source>Nothing found</source>
      <translation>Nichts gefunden</translation>
    </message>
    <message>
      <source>Try other words. Say what can be seen: “a dog on a beach”.</source>
      <translation>Versuchen Sie andere Wörter. Beschreiben Sie, was zu sehen ist, möglichst auf Englisch: „a dog on a beach“.</translation>
    </message>
    <message>
      <source>They appear here as they are found.</source>
      <translation>Sie erscheinen hier, sobald sie gefunden werden.</translation>
    </message>
    <message>
      <source>Drag photos onto the category, or describe it in other words in the settings.</source>
      <translation>Ziehen Sie Fotos auf die Kategorie, oder beschreiben Sie sie in den Einstellungen mit anderen Wörtern.</translation>
    </message>
    <message>
      <source>Nothing here</source>
      <translation>Hier ist nichts</translation>
    </message>
    <message>
      <source>Nothing to ask</source>
      <translation>Nichts zu fragen</translation>
    </message>
    <message>
      <source>Every photo either has a category or fits none.</source>
      <translation>Jedes Foto hat eine Kategorie oder passt zu keiner.</translation>
    </message>
    <message>
      <source>All sorted</source>
      <translation>Alles sortiert</translation>
    </message>
    <message>
      <source>Every photo has found a category.</source>
      <translation>Jedes Foto hat eine Kategorie gefunden.</translation>
    </message>
    <message>
      <source>No problems</source>
      <translation>Keine Probleme</translation>
    </message>
    <message>
      <source>Every photo could be read.</source>
      <translation>Jedes Foto konnte gelesen werden.</translation>
    </message>
    <message>
      <source>Nothing here yet</source>
      <translation>Hier ist noch nichts</translation>
    </message>
    <message>
      <source>Nothing sure yet</source>
      <translation>Noch nichts sicher</translation>
    </message>
    <message>
      <source>Review what is suggested: a few answers teach a lot.</source>
      <translation>Sehen Sie die Vorschläge durch: Schon wenige Antworten lehren viel.</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>Schließen</translation>
    </message>
    <message numerus="yes">
      <source>{n} more</source>
      <translation>
        <numerusform>noch 1</numerusform>
        <numerusform>noch {n}</numerusform>
      </translation>
    </message>
    <message>
      <source>Nothing selected</source>
      <translation>Nichts ausgewählt</translation>
    </message>
    <message>
      <source>Select a photo to see its details.</source>
      <translation>Wählen Sie ein Foto aus, um Details zu sehen.</translation>
    </message>
    <message>
      <source>Waits to be looked at</source>
      <translation>Noch nicht ausgewertet</translation>
    </message>
    <message>
      <source>Tag all of them</source>
      <translation>Alle zuordnen</translation>
    </message>
    <message>
      <source>How well it fits</source>
      <translation>Wie gut es passt</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <source>Tags that all of them have</source>
      <translation>Gemeinsame Kategorien</translation>
    </message>
    <message>
      <source>They have no tag in common.</source>
      <translation>Keine gemeinsame Kategorie.</translation>
    </message>
    <message>
      <source>Lens</source>
      <translation>Objektiv</translation>
    </message>
    <message>
      <source>Place</source>
      <translation>Aufnahmeort</translation>
    </message>
    <message>
      <source>&lt;{percent} %</source>
      <translation>&lt;{percent} %</translation>
    </message>
    <message>
      <source>Yes, this is “{name}”</source>
      <translation>Ja, das ist „{name}“</translation>
    </message>
    <message>
      <source>No, this is not “{name}”</source>
      <translation>Nein, das ist nicht „{name}“</translation>
    </message>
    <message>
      <source>no score</source>
      <translation>kein Wert</translation>
    </message>
    <message>
      <source>{score}, not sure</source>
      <translation>{score}, nicht sicher</translation>
    </message>
    <message>
      <source>percent</source>
      <translation>Prozent</translation>
    </message>
    <message>
      <source>Why?</source>
      <translation>Warum?</translation>
    </message>
    <message>
      <source>Why is shown below</source>
      <translation>Die Begründung steht darunter</translation>
    </message>
    <message>
      <source>Enter shows why</source>
      <translation>Eingabe zeigt, warum</translation>
    </message>
    <message>
      <source>“{text}”, for: {strength} of 100, does not stand out</source>
      <translation>„{text}“, dafür: {strength} von 100, hebt sich nicht ab</translation>
    </message>
    <message>
      <source>“{text}”, for: {strength} of 100, stands out</source>
      <translation>„{text}“, dafür: {strength} von 100, hebt sich ab</translation>
    </message>
    <message>
      <source>“{text}”, against: {strength} of 100, does not stand out</source>
      <translation>„{text}“, dagegen: {strength} von 100, hebt sich nicht ab</translation>
    </message>
    <message>
      <source>Wordings: {wordings}</source>
      <translation>Formulierungen: {wordings}</translation>
    </message>
    <message>
      <source>“{text}”, against: {strength} of 100, stands out</source>
      <translation>„{text}“, dagegen: {strength} von 100, hebt sich ab</translation>
    </message>
    <message>
      <source>warm where it is seen</source>
      <translation>warm, wo es zu sehen ist</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>Wird gesucht…</translation>
    </message>
    <message>
      <source>Nearest photos you judged</source>
      <translation>Ähnlichste von Ihnen beurteilte Fotos</translation>
    </message>
    <message>
      <source>Where in the picture (H)</source>
      <translation>Wo im Bild (H)</translation>
    </message>
    <message>
      <source>Where?</source>
      <translation>Wo?</translation>
    </message>
    <message>
      <source>Why: {reason}</source>
      <translation>Warum: {reason}</translation>
    </message>
    <message>
      <source>The model cannot say where.</source>
      <translation>Das Modell kann nicht sagen, wo.</translation>
    </message>
    <message>
      <source>Nothing can be said of this photo yet.</source>
      <translation>Zu diesem Foto lässt sich noch nichts sagen.</translation>
    </message>
    <message>
      <source>Without your examples {share}</source>
      <translation>Ohne Ihre Beispiele {share}</translation>
    </message>
    <message>
      <source>Tag as</source>
      <translation>Zuordnen</translation>
    </message>
    <message>
      <source>Select the photos to tag first.</source>
      <translation>Wählen Sie zuerst die Fotos aus, die Sie zuordnen möchten.</translation>
    </message>
    <message>
      <source>Select at most {most} photos for this.</source>
      <translation>Wählen Sie dafür höchstens {most} Fotos aus.</translation>
    </message>
    <message>
      <source>{name} could not be opened. No program is set for it, or the file is gone.</source>
      <translation>{name} konnte nicht geöffnet werden. Es ist kein Programm dafür festgelegt, oder die Datei fehlt.</translation>
    </message>
    <message>
      <source>The folder {folder} could not be opened. It may be gone or offline.</source>
      <translation>Der Ordner {folder} konnte nicht geöffnet werden. Vielleicht fehlt er oder ist nicht erreichbar.</translation>
    </message>
    <message>
      <source>Not</source>
      <translation>Ausschließen</translation>
    </message>
    <message>
      <source>Take back verdict</source>
      <translation>Urteil zurücknehmen</translation>
    </message>
    <message>
      <source>{name} could not be opened. It may be gone or offline.</source>
      <translation>{name} konnte nicht geöffnet werden. Vielleicht fehlt die Datei oder ist nicht erreichbar.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos still to be looked at.</source>
      <translation>
        <numerusform>1 Foto ist noch nicht ausgewertet.</numerusform>
        <numerusform>{n} Fotos sind noch nicht ausgewertet.</numerusform>
      </translation>
    </message>
    <message>
      <source>{size} GB</source>
      <translation>{size} GB</translation>
    </message>
    <message>
      <source>about {hours} h left</source>
      <translation>noch etwa {hours} h</translation>
    </message>
    <message>
      <source>less than a minute left</source>
      <translation>noch weniger als eine Minute</translation>
    </message>
    <message>
      <source>about {minutes} min left</source>
      <translation>noch etwa {minutes} min</translation>
    </message>
    <message>
      <source>d MMMM yyyy, HH:mm</source>
      <translation>d. MMMM yyyy, HH:mm</translation>
    </message>
    <message>
      <source>dddd, d MMMM yyyy</source>
      <translation>dddd, d. MMMM yyyy</translation>
    </message>
    <message>
      <source>{sides} · {count} MP</source>
      <translation>{sides} · {count} MP</translation>
    </message>
    <message>
      <source>{degrees}° N</source>
      <translation>{degrees}° N</translation>
    </message>
    <message>
      <source>{degrees}° S</source>
      <translation>{degrees}° S</translation>
    </message>
    <message>
      <source>{degrees}° E</source>
      <translation>{degrees}° O</translation>
    </message>
    <message>
      <source>{degrees}° W</source>
      <translation>{degrees}° W</translation>
    </message>
    <message>
      <source>{size} kB</source>
      <translation>{size} kB</translation>
    </message>
    <message>
      <source>{size} MB</source>
      <translation>{size} MB</translation>
    </message>
    <message>
      <source>MMMM yyyy</source>
      <translation>MMMM yyyy</translation>
    </message>
    <message>
      <source>Loading the model…</source>
      <translation>Modell wird geladen…</translation>
    </message>
    <message numerus="yes">
      <source>{paused} · {n} photos to go</source>
      <translation>
        <numerusform>{paused} · noch 1 Foto</numerusform>
        <numerusform>{paused} · noch {n} Fotos</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos · up to date</source>
      <translation>
        <numerusform>1 Foto · aktuell</numerusform>
        <numerusform>{n} Fotos · aktuell</numerusform>
      </translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>Bereit</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>Pausiert</translation>
    </message>
    <message>
      <source>The folder “{name}” cannot be reached now. This is a preview.</source>
      <translation>Der Ordner „{name}“ ist gerade nicht erreichbar. Dies ist eine Vorschau.</translation>
    </message>
    <message>
      <source>offline</source>
      <translation>offline</translation>
    </message>
    <message>
      <source>Photos for which there is a suggestion</source>
      <translation>Fotos, für die es einen Vorschlag gibt</translation>
    </message>
    <message>
      <source>All photos</source>
      <translation>Alle Fotos</translation>
    </message>
    <message>
      <source>Not sure</source>
      <translation>Nicht sicher</translation>
    </message>
    <message>
      <source>Searches</source>
      <translation>Suchen</translation>
    </message>
    <message>
      <source>{name} is turned off</source>
      <translation>{name} ist ausgeschaltet</translation>
    </message>
    <message>
      <source>Places</source>
      <translation>Orte</translation>
    </message>
    <message numerus="yes">
      <source>Looked through every {n} minutes: the system does not report changes there.</source>
      <translation>
        <numerusform>Wird jede Minute durchgesehen: Das System meldet dort keine Änderungen.</numerusform>
        <numerusform>Wird alle {n} Minuten durchgesehen: Das System meldet dort keine Änderungen.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos are only in the cloud; they are added once they are on this computer.</source>
      <translation>
        <numerusform>1 Foto liegt nur in der Cloud; es kommt hinzu, sobald es auf diesem Computer ist.</numerusform>
        <numerusform>{n} Fotos liegen nur in der Cloud; sie kommen hinzu, sobald sie auf diesem Computer sind.</numerusform>
      </translation>
    </message>
    <message>
      <source>This folder cannot be reached now. Its photos stay in the library.</source>
      <translation>Dieser Ordner ist gerade nicht erreichbar. Seine Fotos bleiben in der Bibliothek.</translation>
    </message>
    <message>
      <source>Taken back: {words}</source>
      <translation>Zurückgenommen: {words}</translation>
    </message>
    <message>
      <source>{path} is not there any more.</source>
      <translation>{path} ist nicht mehr da.</translation>
    </message>
    <message>
      <source>What the command line did was overtaken by your edit: {words}</source>
      <translation>Was über die Befehlszeile geschah, wurde durch Ihre Änderung überholt: {words}</translation>
    </message>
    <message>
      <source>The machine says {share}</source>
      <translation>Das Programm sagt: {share}</translation>
    </message>
    <message>
      <source>Nothing left to ask</source>
      <translation>Keine Fragen mehr</translation>
    </message>
    <message>
      <source>The machine is sure of the rest. Esc leads back to the photos.</source>
      <translation>Beim Rest ist sich das Programm sicher. Esc führt zurück zu den Fotos.</translation>
    </message>
    <message>
      <source>Ask about</source>
      <translation>Fragen zu</translation>
    </message>
    <message>
      <source>Does this belong in “{name}”?</source>
      <translation>Gehört das zu „{name}“?</translation>
    </message>
    <message>
      <source>Nothing left to ask about “{name}”</source>
      <translation>Keine Fragen mehr zu „{name}“</translation>
    </message>
    <message>
      <source>The machine is sure of the rest, but for what you skipped. Esc leads back to the photos.</source>
      <translation>Beim Rest ist sich das Programm sicher, abgesehen von dem, was Sie übersprungen haben. Esc führt zurück zu den Fotos.</translation>
    </message>
    <message>
      <source>Other…</source>
      <translation>Andere…</translation>
    </message>
    <message>
      <source>“{name}” added</source>
      <translation>„{name}“ hinzugefügt</translation>
    </message>
    <message numerus="yes">
      <source>{n} answered</source>
      <translation>
        <numerusform>1 beantwortet</numerusform>
        <numerusform>{n} beantwortet</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} left</source>
      <translation>
        <numerusform>noch 1</numerusform>
        <numerusform>noch {n}</numerusform>
      </translation>
    </message>
    <message>
      <source>One moment…</source>
      <translation>Einen Moment…</translation>
    </message>
    <message>
      <source>Undo: {words}</source>
      <translation>Rückgängig: {words}</translation>
    </message>
    <message>
      <source>“{name}” is noted. The question stays.</source>
      <translation>„{name}“ ist vermerkt. Die Frage bleibt.</translation>
    </message>
    <message>
      <source>There is no other category.</source>
      <translation>Es gibt keine andere Kategorie.</translation>
    </message>
    <message>
      <source>The model is loading</source>
      <translation>Das Modell wird geladen</translation>
    </message>
    <message>
      <source>Questions come in a moment.</source>
      <translation>Die Fragen kommen gleich.</translation>
    </message>
    <message>
      <source>Names</source>
      <translation>Namen</translation>
    </message>
    <message>
      <source>Meaning</source>
      <translation>Bedeutung</translation>
    </message>
    <message>
      <source>From names to meaning</source>
      <translation>Von Namen bis Bedeutung</translation>
    </message>
    <message>
      <source>Whether words are looked for in names and captions, or in what the picture shows.</source>
      <translation>Ob Wörter in Namen und Bildunterschriften gesucht werden oder in dem, was das Bild zeigt.</translation>
    </message>
    <message>
      <source>Nothing to filter by here</source>
      <translation>Hier gibt es nichts zu filtern</translation>
    </message>
    <message>
      <source>Date</source>
      <translation>Datum</translation>
    </message>
    <message>
      <source>File type</source>
      <translation>Dateityp</translation>
    </message>
    <message>
      <source>Has</source>
      <translation>Vorhanden</translation>
    </message>
    <message>
      <source>Orientation</source>
      <translation>Ausrichtung</translation>
    </message>
    <message>
      <source>not in</source>
      <translation>nicht in</translation>
    </message>
    <message>
      <source>in</source>
      <translation>in</translation>
    </message>
    <message>
      <source>not category</source>
      <translation>nicht Kategorie</translation>
    </message>
    <message>
      <source>category</source>
      <translation>Kategorie</translation>
    </message>
    <message>
      <source>not date</source>
      <translation>nicht Datum</translation>
    </message>
    <message>
      <source>date</source>
      <translation>Datum</translation>
    </message>
    <message>
      <source>not camera</source>
      <translation>nicht Kamera</translation>
    </message>
    <message>
      <source>camera</source>
      <translation>Kamera</translation>
    </message>
    <message>
      <source>not lens</source>
      <translation>nicht Objektiv</translation>
    </message>
    <message>
      <source>lens</source>
      <translation>Objektiv</translation>
    </message>
    <message>
      <source>not type</source>
      <translation>nicht Dateityp</translation>
    </message>
    <message>
      <source>type</source>
      <translation>Dateityp</translation>
    </message>
    <message>
      <source>not rating</source>
      <translation>nicht Bewertung</translation>
    </message>
    <message>
      <source>rating</source>
      <translation>Bewertung</translation>
    </message>
    <message>
      <source>not is</source>
      <translation>ist nicht</translation>
    </message>
    <message>
      <source>is</source>
      <translation>ist</translation>
    </message>
    <message>
      <source>not has</source>
      <translation>ohne</translation>
    </message>
    <message>
      <source>has</source>
      <translation>mit</translation>
    </message>
    <message>
      <source>not size</source>
      <translation>nicht Größe</translation>
    </message>
    <message>
      <source>size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <source>not orientation</source>
      <translation>nicht Ausrichtung</translation>
    </message>
    <message>
      <source>orientation</source>
      <translation>Ausrichtung</translation>
    </message>
    <message>
      <source>today</source>
      <translation>heute</translation>
    </message>
    <message>
      <source>yesterday</source>
      <translation>gestern</translation>
    </message>
    <message>
      <source>this-week</source>
      <translation>diese Woche</translation>
    </message>
    <message>
      <source>this-month</source>
      <translation>dieser Monat</translation>
    </message>
    <message>
      <source>this-year</source>
      <translation>dieses Jahr</translation>
    </message>
    <message>
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <source>unsorted</source>
      <translation>nicht sortiert</translation>
    </message>
    <message>
      <source>unsure</source>
      <translation>nicht sicher</translation>
    </message>
    <message>
      <source>rated</source>
      <translation>bewertet</translation>
    </message>
    <message>
      <source>gps</source>
      <translation>GPS</translation>
    </message>
    <message>
      <source>caption</source>
      <translation>Bildunterschrift</translation>
    </message>
    <message>
      <source>keywords</source>
      <translation>Stichwörter</translation>
    </message>
    <message>
      <source>portrait</source>
      <translation>Hochformat</translation>
    </message>
    <message>
      <source>landscape</source>
      <translation>Querformat</translation>
    </message>
    <message>
      <source>square</source>
      <translation>Quadrat</translation>
    </message>
    <message>
      <source>pasted picture</source>
      <translation>eingefügtes Bild</translation>
    </message>
    <message>
      <source>Paste picture</source>
      <translation>Bild einfügen</translation>
    </message>
    <message>
      <source>The picture could not be kept: {reason}.</source>
      <translation>Das Bild konnte nicht gespeichert werden: {reason}.</translation>
    </message>
    <message numerus="yes">
      <source>{n} liked, {others} not</source>
      <translation>
        <numerusform>1 Daumen hoch, {others} runter</numerusform>
        <numerusform>{n} Daumen hoch, {others} runter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} not liked</source>
      <translation>
        <numerusform>1 Daumen runter</numerusform>
        <numerusform>{n} Daumen runter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} liked</source>
      <translation>
        <numerusform>1 Daumen hoch</numerusform>
        <numerusform>{n} Daumen hoch</numerusform>
      </translation>
    </message>
    <message>
      <source>Words</source>
      <translation>Wörter</translation>
    </message>
    <message>
      <source>From words to picture</source>
      <translation>Von Wörtern bis Bild</translation>
    </message>
    <message>
      <source>More like this (+)</source>
      <translation>Mehr davon (+)</translation>
    </message>
    <message>
      <source>Less like this (−)</source>
      <translation>Weniger davon (−)</translation>
    </message>
    <message>
      <source>Save search</source>
      <translation>Suche speichern</translation>
    </message>
    <message>
      <source>Make category…</source>
      <translation>Kategorie erstellen…</translation>
    </message>
    <message>
      <source>Did you mean “{text}”?</source>
      <translation>Meinten Sie „{text}“?</translation>
    </message>
    <message>
      <source>like</source>
      <translation>wie</translation>
    </message>
    <message>
      <source>Enter edits it, Delete removes it</source>
      <translation>Eingabe bearbeitet, Entf entfernt</translation>
    </message>
    <message numerus="yes">
      <source>Show {n} more anyway</source>
      <translation>
        <numerusform>Trotzdem 1 weiteres zeigen</numerusform>
        <numerusform>Trotzdem {n} weitere zeigen</numerusform>
      </translation>
    </message>
    <message>
      <source>Remove search “{name}”</source>
      <translation>Suche „{name}“ entfernen</translation>
    </message>
    <message>
      <source>Save search “{name}”</source>
      <translation>Suche „{name}“ speichern</translation>
    </message>
    <message>
      <source>Rename search to “{name}”</source>
      <translation>Suche in „{name}“ umbenennen</translation>
    </message>
    <message>
      <source>Update search “{name}”</source>
      <translation>Suche „{name}“ aktualisieren</translation>
    </message>
    <message>
      <source>Move search “{name}”</source>
      <translation>Suche „{name}“ verschieben</translation>
    </message>
    <message>
      <source>Replace search “{name}”</source>
      <translation>Suche „{name}“ ersetzen</translation>
    </message>
    <message>
      <source>Make category</source>
      <translation>Kategorie erstellen</translation>
    </message>
    <message>
      <source>Make category “{name}”</source>
      <translation>Kategorie „{name}“ erstellen</translation>
    </message>
    <message>
      <source>Add a search to “{name}”</source>
      <translation>Suche zu „{name}“ hinzufügen</translation>
    </message>
    <message>
      <source>Add this to the category “{name}”?</source>
      <translation>Zur Kategorie „{name}“ hinzufügen?</translation>
    </message>
    <message>
      <source>Make</source>
      <translation>Erstellen</translation>
    </message>
    <message>
      <source>Save search as</source>
      <translation>Suche speichern als</translation>
    </message>
    <message>
      <source>Rename…</source>
      <translation>Umbenennen…</translation>
    </message>
    <message>
      <source>Update to the current search</source>
      <translation>Mit aktueller Suche aktualisieren</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>Nach oben</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>Nach unten</translation>
    </message>
    <message>
      <source>Rename search</source>
      <translation>Suche umbenennen</translation>
    </message>
    <message>
      <source>Search “{name}” removed.</source>
      <translation>Suche „{name}“ wurde entfernt.</translation>
    </message>
    <message>
      <source>It is too long to be saved whole. Take something out first.</source>
      <translation>Die Suche ist zu lang, um ganz gespeichert zu werden. Nehmen Sie zuerst etwas heraus.</translation>
    </message>
    <message>
      <source>Replace</source>
      <translation>Ersetzen</translation>
    </message>
    <message>
      <source>Replace the search “{name}”?</source>
      <translation>Die Suche „{name}“ ersetzen?</translation>
    </message>
    <message>
      <source>There is already a search called “{name}”.</source>
      <translation>Es gibt schon eine Suche mit dem Namen „{name}“.</translation>
    </message>
    <message>
      <source>not {word}</source>
      <translation>ohne {word}</translation>
    </message>
    <message>
      <source>like {picture}</source>
      <translation>wie {picture}</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>Suche</translation>
    </message>
    <message>
      <source>Clear search</source>
      <translation>Suche leeren</translation>
    </message>
    <message>
      <source>Search in {languages} by what is in the picture</source>
      <translation>Nach Bildinhalt suchen ({languages})</translation>
    </message>
    <message>
      <source>Clear history</source>
      <translation>Verlauf löschen</translation>
    </message>
    <message numerus="yes">
      <source>More like this ({n} photos)</source>
      <translation>
        <numerusform>Mehr davon (1 Foto)</numerusform>
        <numerusform>Mehr davon ({n} Fotos)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Less like this ({n} photos)</source>
      <translation>
        <numerusform>Weniger davon (1 Foto)</numerusform>
        <numerusform>Weniger davon ({n} Fotos)</numerusform>
      </translation>
    </message>
    <message>
      <source>Suggestions</source>
      <translation>Vorschläge</translation>
    </message>
    <message>
      <source>Forget the folder “{name}”?</source>
      <translation>Den Ordner „{name}“ vergessen?</translation>
    </message>
    <message>
      <source>Everything Photo Sorter knows of its photos goes, what you tagged by hand included. No file is touched: your photos stay where they are.</source>
      <translation>Alles, was Photo Sorter über die Fotos darin weiß, wird gelöscht, auch was Sie von Hand zugeordnet haben. Keine Datei wird angetastet: Ihre Fotos bleiben, wo sie sind.</translation>
    </message>
    <message>
      <source>Forget</source>
      <translation>Vergessen</translation>
    </message>
    <message>
      <source>Watched folders</source>
      <translation>Überwachte Ordner</translation>
    </message>
    <message>
      <source>Removed folders keep what is known of their photos, until they are added again.</source>
      <translation>Von entfernten Ordnern bleibt gespeichert, was über ihre Fotos bekannt ist, bis sie wieder hinzugefügt werden.</translation>
    </message>
    <message>
      <source>Indexing</source>
      <translation>Auswertung</translation>
    </message>
    <message>
      <source>&amp;Pause on battery</source>
      <translation>Im Akkubetrieb &amp;pausieren</translation>
    </message>
    <message>
      <source>Pause while the computer is in use</source>
      <translation>Pausieren, solange der Computer benutzt wird</translation>
    </message>
    <message>
      <source>Pause while another program fills the screen</source>
      <translation>Pausieren, solange ein anderes Programm den Bildschirm füllt</translation>
    </message>
    <message>
      <source>Processor &amp;cores</source>
      <translation>Prozessor&amp;kerne</translation>
    </message>
    <message>
      <source>Fewer keep it cooler and quieter. From the next start on.</source>
      <translation>Mit weniger bleibt der Computer kühler und leiser. Ab dem nächsten Start.</translation>
    </message>
    <message>
      <source>Follow links out of watched folders</source>
      <translation>Verknüpfungen aus überwachten Ordnern hinaus folgen</translation>
    </message>
    <message>
      <source>A link in a folder of photos may lead anywhere on this computer.</source>
      <translation>Eine Verknüpfung in einem Fotoordner kann überallhin auf diesem Computer führen.</translation>
    </message>
    <message>
      <source>Window</source>
      <translation>Fenster</translation>
    </message>
    <message>
      <source>Keep working when the window is closed</source>
      <translation>Bei geschlossenem Fenster weiterarbeiten</translation>
    </message>
    <message>
      <source>Start at login</source>
      <translation>Bei der Anmeldung starten</translation>
    </message>
    <message>
      <source>All {count}</source>
      <translation>Alle {count}</translation>
    </message>
    <message>
      <source>Never</source>
      <translation>Nie</translation>
    </message>
    <message>
      <source>Below {percent} %</source>
      <translation>Unter {percent} %</translation>
    </message>
    <message>
      <source>Always</source>
      <translation>Immer</translation>
    </message>
    <message>
      <source>Reading photos gives way to other programs in any case.</source>
      <translation>Das Lesen der Fotos lässt anderen Programmen in jedem Fall den Vortritt.</translation>
    </message>
    <message>
      <source>This desktop does not say when it is in use. Reading photos gives way to other programs in any case.</source>
      <translation>Dieser Desktop meldet nicht, wann er benutzt wird. Das Lesen der Fotos lässt anderen Programmen in jedem Fall den Vortritt.</translation>
    </message>
    <message>
      <source>Games, presentations, films.</source>
      <translation>Spiele, Präsentationen, Filme.</translation>
    </message>
    <message>
      <source>This desktop does not say what fills its screen.</source>
      <translation>Diese Arbeitsumgebung sagt nicht, was den Bildschirm füllt.</translation>
    </message>
    <message>
      <source>The icon in the tray brings it back.</source>
      <translation>Das Symbol im Infobereich holt es zurück.</translation>
    </message>
    <message>
      <source>This desktop has no tray, from which the window could come back.</source>
      <translation>Dieser Desktop hat keinen Infobereich, aus dem das Fenster zurückkommen könnte.</translation>
    </message>
    <message>
      <source>Hidden in the tray, or minimised.</source>
      <translation>Verborgen im Infobereich oder minimiert.</translation>
    </message>
    <message>
      <source>{most} of {count}</source>
      <translation>{most} von {count}</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <source>Review {count}</source>
      <translation>{count} durchsehen</translation>
    </message>
    <message>
      <source>Probably nothing like that here. The nearest:</source>
      <translation>So etwas ist hier wohl nicht dabei. Am nächsten kommen:</translation>
    </message>
    <message>
      <source>That is all that stands out.</source>
      <translation>Mehr hebt sich nicht ab.</translation>
    </message>
    <message>
      <source>The answer comes in a moment.</source>
      <translation>Die Antwort kommt gleich.</translation>
    </message>
    <message>
      <source>Run anyway</source>
      <translation>Trotzdem fortsetzen</translation>
    </message>
    <message>
      <source>Size of the pictures</source>
      <translation>Größe der Bilder</translation>
    </message>
    <message numerus="yes">
      <source>Not “{name}” ({n} photos)</source>
      <translation>
        <numerusform>„{name}“ ausschließen (1 Foto)</numerusform>
        <numerusform>„{name}“ ausschließen ({n} Fotos)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take back “{name}” ({n} photos)</source>
      <translation>
        <numerusform>„{name}“ zurücknehmen (1 Foto)</numerusform>
        <numerusform>„{name}“ zurücknehmen ({n} Fotos)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Tag as “{name}” ({n} photos)</source>
      <translation>
        <numerusform>„{name}“ zuordnen (1 Foto)</numerusform>
        <numerusform>„{name}“ zuordnen ({n} Fotos)</numerusform>
      </translation>
    </message>
    <message>
      <source>Ask again</source>
      <translation>Wieder fragen</translation>
    </message>
    <message>
      <source>{name}, {number} of {count}</source>
      <translation>{name}, {number} von {count}</translation>
    </message>
    <message>
      <source>Back to the grid (Esc)</source>
      <translation>Zurück zur Übersicht (Esc)</translation>
    </message>
    <message>
      <source>Previous photo</source>
      <translation>Voriges Foto</translation>
    </message>
    <message>
      <source>Next photo</source>
      <translation>Nächstes Foto</translation>
    </message>
    <message>
      <source>The model is not likely to know {words}. Try other words, in English.</source>
      <translation>Das Modell kennt {words} wahrscheinlich nicht. Versuchen Sie andere Wörter, auf Englisch.</translation>
    </message>
    <message>
      <source>“{word}”</source>
      <translation>„{word}“</translation>
    </message>
    <message>
      <source>Run {run} is under way. Wait until it has ended, or cancel it.</source>
      <translation>Vorgang {run} läuft. Warten Sie, bis er zu Ende ist, oder brechen Sie ihn ab.</translation>
    </message>
    <message>
      <source>The disk of {folder} does not answer. It, or the computer that shares it, may be off or busy.</source>
      <translation>Der Datenträger von {folder} antwortet nicht. Er oder der Computer, der ihn freigibt, ist vielleicht ausgeschaltet oder ausgelastet.</translation>
    </message>
    <message>
      <source>The disk “{disk}” is not connected. Connect it.</source>
      <translation>Der Datenträger „{disk}“ ist nicht angeschlossen. Schließen Sie ihn an.</translation>
    </message>
    <message>
      <source>Another disk is in the place of “{disk}”. Connect “{disk}” instead.</source>
      <translation>Ein anderer Datenträger ist an der Stelle von „{disk}“. Schließen Sie stattdessen „{disk}“ an.</translation>
    </message>
    <message>
      <source>{path} stays: its copy is not as it was made.</source>
      <translation>{path} bleibt: Die Kopie ist nicht mehr, wie sie angelegt wurde.</translation>
    </message>
    <message>
      <source>{path} has changed after it was copied. Its copy, as it was before, is {target}.</source>
      <translation>{path} hat sich nach dem Kopieren geändert. Die Kopie mit dem vorigen Stand ist {target}.</translation>
    </message>
    <message>
      <source>It cannot be read as a picture.</source>
      <translation>Nicht als Bild lesbar.</translation>
    </message>
    <message>
      <source>Left as it was found.</source>
      <translation>So gelassen, wie es vorgefunden wurde.</translation>
    </message>
    <message>
      <source>There is nothing to do: no file goes anywhere.</source>
      <translation>Es gibt nichts zu tun: Keine Datei kommt irgendwohin.</translation>
    </message>
    <message>
      <source>Run {run} is at its end already.</source>
      <translation>Vorgang {run} ist schon zu Ende.</translation>
    </message>
    <message>
      <source>There is no run {run}.</source>
      <translation>Einen Vorgang {run} gibt es nicht.</translation>
    </message>
    <message>
      <source>Run {run} is not at its end: {title}. Finish it or take it back first.</source>
      <translation>Vorgang {run} ist nicht zu Ende: {title}. Schließen Sie ihn zuerst ab oder nehmen Sie ihn zurück.</translation>
    </message>
    <message numerus="yes">
      <source>{n} other files</source>
      <translation>
        <numerusform>1 weitere Datei</numerusform>
        <numerusform>{n} weitere Dateien</numerusform>
      </translation>
    </message>
    <message>
      <source>{folder} is no whole path. Choose a folder as the destination.</source>
      <translation>{folder} ist kein vollständiger Pfad. Wählen Sie einen Ordner als Ziel.</translation>
    </message>
    <message>
      <source>{folder} is Photo Sorter's own folder. Choose another destination.</source>
      <translation>{folder} ist der eigene Ordner von Photo Sorter. Wählen Sie ein anderes Ziel.</translation>
    </message>
    <message>
      <source>The file system of {folder} cannot have hard links. Copy the files instead.</source>
      <translation>Im Dateisystem von {folder} sind keine Hardlinks möglich. Kopieren Sie die Dateien stattdessen.</translation>
    </message>
    <message>
      <source>The file system of {folder} cannot have links. Copy the files instead.</source>
      <translation>Im Dateisystem von {folder} sind keine Links möglich. Kopieren Sie die Dateien stattdessen.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos take {others} along.</source>
      <translation>
        <numerusform>1 Foto nimmt {others} mit.</numerusform>
        <numerusform>{n} Fotos nehmen {others} mit.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos are already in their place.</source>
      <translation>
        <numerusform>1 Foto ist schon an seinem Platz.</numerusform>
        <numerusform>{n} Fotos sind schon an ihrem Platz.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos are copies or links that earlier runs made, and are not taken again.</source>
      <translation>
        <numerusform>1 Foto ist eine Kopie oder ein Link aus einem früheren Vorgang und wird nicht noch einmal genommen.</numerusform>
        <numerusform>{n} Fotos sind Kopien oder Links aus früheren Vorgängen und werden nicht noch einmal genommen.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos have not been looked at yet and are left out.</source>
      <translation>
        <numerusform>1 Foto ist noch nicht ausgewertet und wird ausgelassen.</numerusform>
        <numerusform>{n} Fotos sind noch nicht ausgewertet und werden ausgelassen.</numerusform>
      </translation>
    </message>
    <message>
      <source>The name of {folder} is not valid text. Choose another destination.</source>
      <translation>Der Name von {folder} ist kein gültiger Text. Wählen Sie ein anderes Ziel.</translation>
    </message>
    <message>
      <source>The photos are on another disk than {folder}, and hard links cannot lead to another disk. Copy the files instead.</source>
      <translation>Die Fotos liegen auf einem anderen Datenträger als {folder}, und Hardlinks können nicht auf einen anderen Datenträger führen. Kopieren Sie die Dateien stattdessen.</translation>
    </message>
    <message>
      <source>The rule “{name}” waits: {why}</source>
      <translation>Die Regel „{name}“ wartet: {why}</translation>
    </message>
    <message>
      <source>{folder} is not there. If it lies on another disk, connect it.</source>
      <translation>{folder} ist nicht da. Falls der Ordner auf einem anderen Datenträger liegt, schließen Sie diesen an.</translation>
    </message>
    <message>
      <source>The disk of {path} is gone. Connect it again.</source>
      <translation>Der Datenträger von {path} ist nicht mehr da. Schließen Sie ihn wieder an.</translation>
    </message>
    <message>
      <source>None of its files is in {path} any more. If it lies on another disk, connect that first.</source>
      <translation>Keine der Dateien ist noch in {path}. Falls der Ordner auf einem anderen Datenträger liegt, schließen Sie diesen zuerst an.</translation>
    </message>
    <message>
      <source>Cancelled before it was taken back.</source>
      <translation>Abgebrochen, bevor es zurückgenommen wurde.</translation>
    </message>
    <message>
      <source>{path} stays for now. {why}</source>
      <translation>{path} bleibt vorerst. {why}</translation>
    </message>
    <message>
      <source>{path} was moved on to {place} by run {run}: take that back first.</source>
      <translation>{path} wurde von Vorgang {run} weiter nach {place} verschoben: Nehmen Sie zuerst diesen zurück.</translation>
    </message>
    <message>
      <source>{path} stays: the folder {folder} is not there. Connect its disk, or make it anew.</source>
      <translation>{path} bleibt: Der Ordner {folder} ist nicht da. Schließen Sie das Laufwerk an oder legen Sie ihn neu an.</translation>
    </message>
    <message>
      <source>It goes on later.</source>
      <translation>Es geht später weiter.</translation>
    </message>
    <message>
      <source>{path} stays: it has changed since.</source>
      <translation>{path} bleibt: Die Datei hat sich seitdem geändert.</translation>
    </message>
    <message>
      <source>{path} stays: the original is gone or has changed, and this may be the last copy.</source>
      <translation>{path} bleibt: Das Original fehlt oder hat sich geändert, und dies könnte die letzte Kopie sein.</translation>
    </message>
    <message>
      <source>{path} stays: at its old place there is another file now, {place}.</source>
      <translation>{path} bleibt: An der alten Stelle liegt jetzt eine andere Datei, {place}.</translation>
    </message>
    <message>
      <source>{path} stays: what was put back is not as it was.</source>
      <translation>{path} bleibt: Was zurückgelegt wurde, ist nicht, wie es war.</translation>
    </message>
    <message>
      <source>The daily copy of what you decided cannot be written to {folder} ({reason}). Free some space, or check the disk; the library itself is not affected.</source>
      <translation>Die tägliche Kopie Ihrer Entscheidungen kann nicht nach {folder} geschrieben werden ({reason}). Schaffen Sie Platz oder prüfen Sie den Datenträger; die Bibliothek selbst ist nicht betroffen.</translation>
    </message>
    <message>
      <source>Photo Sorter's own folder {folder} lies on a network drive ({kind}): if the connection breaks, or another computer opens it, the library may be damaged. Move the folder to a disk of this computer, and start with photo-sorter --home FOLDER. Your photos may stay where they are.</source>
      <translation>Der eigene Ordner von Photo Sorter, {folder}, liegt auf einem Netzlaufwerk ({kind}): Wenn die Verbindung abbricht oder ein anderer Computer ihn öffnet, kann die Bibliothek beschädigt werden. Verschieben Sie den Ordner auf einen Datenträger dieses Computers und starten Sie mit photo-sorter --home FOLDER. Ihre Fotos können bleiben, wo sie sind.</translation>
    </message>
    <message>
      <source>The library was not repaired: what was written is damaged, too ({reason}). It is as it was. Check the disk.</source>
      <translation>Die Bibliothek wurde nicht repariert: Auch das Geschriebene ist beschädigt ({reason}). Sie ist, wie sie war. Prüfen Sie den Datenträger.</translation>
    </message>
    <message>
      <source>A model is being downloaded already. Wait until it is there, or cancel it.</source>
      <translation>Es wird schon ein Modell heruntergeladen. Warten Sie, bis es da ist, oder brechen Sie den Download ab.</translation>
    </message>
    <message>
      <source>Looking for duplicates was stopped.</source>
      <translation>Die Suche nach Duplikaten wurde abgebrochen.</translation>
    </message>
    <message>
      <source>Photo Sorter's window was closed before this was done. Try it again.</source>
      <translation>Das Fenster von Photo Sorter wurde geschlossen, bevor das erledigt war. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>There are no labelled photos in {folder}. Give it one subfolder for each class, or a CSV of path,label.</source>
      <translation>In {folder} gibt es keine vorsortierten Fotos. Nötig ist ein Unterordner für jede Klasse oder eine CSV-Datei mit path,label.</translation>
    </message>
    <message>
      <source>Cannot read {file}: {reason}.</source>
      <translation>{file} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <source>Accuracy is being checked already. Wait until it is done, or cancel it.</source>
      <translation>Die Genauigkeit wird schon geprüft. Warten Sie, bis das fertig ist, oder brechen Sie es ab.</translation>
    </message>
    <message>
      <source>{file} has no column “{column}”. Its first line must name the columns.</source>
      <translation>{file} hat keine Spalte „{column}“. Die erste Zeile muss die Spalten nennen.</translation>
    </message>
    <message>
      <source>Checking was stopped.</source>
      <translation>Die Prüfung wurde abgebrochen.</translation>
    </message>
    <message>
      <source>Photo Sorter has a fault with this picture ({fault}), noted in its log.</source>
      <translation>Bei diesem Bild ist in Photo Sorter ein Fehler aufgetreten ({fault}); er ist im Protokoll vermerkt.</translation>
    </message>
    <message>
      <source>The photo or the category is no longer there.</source>
      <translation>Das Foto oder die Kategorie ist nicht mehr da.</translation>
    </message>
    <message>
      <source>No model is loaded yet.</source>
      <translation>Noch ist kein Modell geladen.</translation>
    </message>
    <message>
      <source>No model is loaded yet. Try again in a moment.</source>
      <translation>Noch ist kein Modell geladen. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
      <source>The backup {path} was not made: what was saved is damaged. `photo-sorter check` says whether the library is; else check the disk.</source>
      <translation>Die Sicherung {path} wurde nicht angelegt: Das Gesicherte ist beschädigt. `photo-sorter check` sagt, ob es die Bibliothek auch ist; wenn nicht, prüfen Sie den Datenträger.</translation>
    </message>
    <message>
      <source>The backup {path} is damaged or incomplete ({reason}). Nothing was changed. Try another copy of it.</source>
      <translation>Die Sicherung {path} ist beschädigt oder unvollständig ({reason}). Nichts wurde geändert. Versuchen Sie es mit einer anderen Kopie davon.</translation>
    </message>
    <message>
      <source>{path} is no backup of Photo Sorter. Nothing was changed.</source>
      <translation>{path} ist keine Sicherung von Photo Sorter. Nichts wurde geändert.</translation>
    </message>
    <message>
      <source>The backup {path} was made by a newer Photo Sorter ({version}). Nothing was changed. Install the newer program to restore it.</source>
      <translation>Die Sicherung {path} stammt von einem neueren Photo Sorter ({version}). Nichts wurde geändert. Installieren Sie das neuere Programm, um sie wiederherzustellen.</translation>
    </message>
    <message>
      <source>There is no file {path}.</source>
      <translation>Die Datei {path} gibt es nicht.</translation>
    </message>
    <message>
      <source>its {name} is not the one that was saved</source>
      <translation>{name} darin ist nicht, was gesichert wurde</translation>
    </message>
    <message>
      <source>The backup {path} cannot be laid beside the library in {folder} ({reason}). Nothing was changed.</source>
      <translation>Die Sicherung {path} kann nicht neben die Bibliothek in {folder} gelegt werden ({reason}). Nichts wurde geändert.</translation>
    </message>
    <message>
      <source>There is no space left on the disk of {path}. Free some, or choose another disk. No half file is left.</source>
      <translation>Auf dem Datenträger von {path} ist kein Platz mehr. Schaffen Sie Platz oder wählen Sie einen anderen Datenträger. Keine halbe Datei bleibt zurück.</translation>
    </message>
    <message>
      <source>There is no folder {folder}. Make it first, or choose another one.</source>
      <translation>Den Ordner {folder} gibt es nicht. Legen Sie ihn zuerst an oder wählen Sie einen anderen.</translation>
    </message>
    <message>
      <source>{path} is no file that could be written. Choose another name.</source>
      <translation>{path} ist keine Datei, die sich schreiben lässt. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
      <source>{path} is there already. Choose another name.</source>
      <translation>{path} gibt es schon. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
      <source>A model is being installed already. Wait until it is there.</source>
      <translation>Es wird schon ein Modell installiert. Warten Sie, bis es da ist.</translation>
    </message>
    <message>
      <source>“{model}” sorts your photos: use another one first.</source>
      <translation>„{model}“ sortiert Ihre Fotos: Verwenden Sie zuerst ein anderes Modell.</translation>
    </message>
    <message>
      <source>“{model}” is being made ready: stop that first.</source>
      <translation>„{model}“ wird gerade vorbereitet: Stoppen Sie das zuerst.</translation>
    </message>
    <message>
      <source>{path} is watched already, with “{folder}”.</source>
      <translation>{path} wird schon überwacht, mit „{folder}“.</translation>
    </message>
    <message>
      <source>{path} holds other folders that are watched. Choose another one.</source>
      <translation>{path} enthält andere überwachte Ordner. Wählen Sie einen anderen.</translation>
    </message>
    <message>
      <source>The model does not know {words}: looked for in names and captions only.</source>
      <translation>Das Modell kennt {words} nicht: Gesucht wurde nur in Namen und Bildunterschriften.</translation>
    </message>
    <message>
      <source>Photo Sorter has a fault with the trash ({fault}), noted in its log.</source>
      <translation>Beim Papierkorb ist in Photo Sorter ein Fehler aufgetreten ({fault}); er ist im Protokoll vermerkt.</translation>
    </message>
    <message>
      <source>{path} was not moved: it is another name of a file that stays.</source>
      <translation>{path} wurde nicht verschoben: Das ist ein anderer Name einer Datei, die bleibt.</translation>
    </message>
    <message>
      <source>Nothing was moved: no other copy is there and unchanged. The last one is never moved.</source>
      <translation>Nichts wurde verschoben: Keine andere Kopie ist vorhanden und unverändert. Die letzte wird nie verschoben.</translation>
    </message>
    <message>
      <source>{path} was not moved: it has not been looked at yet.</source>
      <translation>{path} wurde nicht verschoben: Die Datei ist noch nicht ausgewertet.</translation>
    </message>
    <message>
      <source>{path} was not moved: it has changed since it was compared.</source>
      <translation>{path} wurde nicht verschoben: Die Datei hat sich seit dem Vergleich geändert.</translation>
    </message>
    <message>
      <source>{path} stays where it is.</source>
      <translation>{path} bleibt an seinem Ort.</translation>
    </message>
    <message>
      <source>{path} was not moved: its disk does not answer.</source>
      <translation>{path} wurde nicht verschoben: Der Datenträger antwortet nicht.</translation>
    </message>
    <message>
      <source>{path} was not moved: {reason}.</source>
      <translation>{path} wurde nicht verschoben: {reason}.</translation>
    </message>
    <message>
      <source>{path} was not moved: what was to stay is gone or has changed.</source>
      <translation>{path} wurde nicht verschoben: Was bleiben sollte, fehlt oder hat sich geändert.</translation>
    </message>
    <message>
      <source>Cancelled: the others stay where they are.</source>
      <translation>Abgebrochen: Die übrigen bleiben, wo sie sind.</translation>
    </message>
    <message>
      <source>Cancelled: the others stay in the trash.</source>
      <translation>Abgebrochen: Die übrigen bleiben im Papierkorb.</translation>
    </message>
    <message>
      <source>{place} is empty. If it lies on another disk, connect it; its photos stay in the library.</source>
      <translation>{place} ist leer. Falls der Ordner auf einem anderen Datenträger liegt, schließen Sie diesen an; seine Fotos bleiben in der Bibliothek.</translation>
    </message>
    <message>
      <source>The disk of “{folder}” is not connected. Its photos stay in the library and are watched again once it is.</source>
      <translation>Der Datenträger von „{folder}“ ist nicht angeschlossen. Seine Fotos bleiben in der Bibliothek und werden wieder überwacht, sobald er es ist.</translation>
    </message>
    <message>
      <source>Another disk is in the place of “{folder}”. Its photos stay in the library until their disk is back.</source>
      <translation>Ein anderer Datenträger ist an der Stelle von „{folder}“. Seine Fotos bleiben in der Bibliothek, bis ihr Datenträger wieder da ist.</translation>
    </message>
    <message>
      <source>“{folder}” is not there any more. If it was moved or renamed, say where it is now; its photos stay in the library.</source>
      <translation>„{folder}“ ist nicht mehr da. Wenn der Ordner verschoben oder umbenannt wurde, sagen Sie, wo er jetzt ist; seine Fotos bleiben in der Bibliothek.</translation>
    </message>
    <message>
      <source>Receipts</source>
      <translation>Quittungen</translation>
    </message>
    <message>
      <source>Documents</source>
      <translation>Dokumente</translation>
    </message>
    <message>
      <source>Letters &amp; printed pages</source>
      <translation>Briefe &amp; Gedrucktes</translation>
    </message>
    <message>
      <source>Handwriting</source>
      <translation>Handschrift</translation>
    </message>
    <message>
      <source>Screenshots</source>
      <translation>Bildschirmfotos</translation>
    </message>
    <message>
      <source>Memes</source>
      <translation>Memes</translation>
    </message>
    <message>
      <source>Tickets</source>
      <translation>Eintritts- und Fahrkarten</translation>
    </message>
    <message>
      <source>Cards &amp; passports</source>
      <translation>Karten &amp; Ausweise</translation>
    </message>
    <message>
      <source>Whiteboards &amp; slides</source>
      <translation>Tafeln &amp; Folien</translation>
    </message>
    <message>
      <source>Maps &amp; plans</source>
      <translation>Landkarten &amp; Pläne</translation>
    </message>
    <message>
      <source>Signs &amp; posters</source>
      <translation>Schilder &amp; Plakate</translation>
    </message>
    <message>
      <source>People</source>
      <translation>Menschen</translation>
    </message>
    <message>
      <source>Animals</source>
      <translation>Tiere</translation>
    </message>
    <message>
      <source>Food</source>
      <translation>Essen</translation>
    </message>
    <message>
      <source>Flowers &amp; plants</source>
      <translation>Blumen &amp; Pflanzen</translation>
    </message>
    <message>
      <source>Landscapes</source>
      <translation>Landschaften</translation>
    </message>
    <message>
      <source>Buildings &amp; city</source>
      <translation>Gebäude &amp; Stadt</translation>
    </message>
    <message>
      <source>Interiors</source>
      <translation>Innenräume</translation>
    </message>
    <message>
      <source>Vehicles</source>
      <translation>Fahrzeuge</translation>
    </message>
    <message>
      <source>Documents &amp; receipts</source>
      <translation>Dokumente &amp; Quittungen</translation>
    </message>
    <message>
      <source>Flowers</source>
      <translation>Blumen</translation>
    </message>
    <message>
      <source>Roses</source>
      <translation>Rosen</translation>
    </message>
    <message>
      <source>Kinds of flower</source>
      <translation>Blumenarten</translation>
    </message>
    <message>
      <source>Tulips</source>
      <translation>Tulpen</translation>
    </message>
    <message>
      <source>Daisies</source>
      <translation>Gänseblümchen</translation>
    </message>
    <message>
      <source>Sunflowers</source>
      <translation>Sonnenblumen</translation>
    </message>
    <message>
      <source>Dandelions</source>
      <translation>Löwenzahn</translation>
    </message>
    <message>
      <source>Lavender &amp; herbs</source>
      <translation>Lavendel &amp; Kräuter</translation>
    </message>
    <message>
      <source>Vegetables &amp; fruit</source>
      <translation>Gemüse &amp; Obst</translation>
    </message>
    <message>
      <source>Trees &amp; hedges</source>
      <translation>Bäume &amp; Hecken</translation>
    </message>
    <message>
      <source>Potted plants</source>
      <translation>Topfpflanzen</translation>
    </message>
    <message>
      <source>Insects &amp; butterflies</source>
      <translation>Insekten &amp; Schmetterlinge</translation>
    </message>
    <message>
      <source>Garden birds</source>
      <translation>Gartenvögel</translation>
    </message>
    <message>
      <source>Tools &amp; garden work</source>
      <translation>Werkzeug &amp; Gartenarbeit</translation>
    </message>
    <message>
      <source>Cats</source>
      <translation>Katzen</translation>
    </message>
    <message>
      <source>Kinds of pet</source>
      <translation>Haustierarten</translation>
    </message>
    <message>
      <source>Dogs</source>
      <translation>Hunde</translation>
    </message>
    <message>
      <source>Rabbits &amp; rodents</source>
      <translation>Kaninchen &amp; Nagetiere</translation>
    </message>
    <message>
      <source>Pet birds</source>
      <translation>Ziervögel</translation>
    </message>
    <message>
      <source>Fish &amp; aquarium</source>
      <translation>Fische &amp; Aquarium</translation>
    </message>
    <message>
      <source>Horses</source>
      <translation>Pferde</translation>
    </message>
    <message>
      <source>Turtles &amp; reptiles</source>
      <translation>Schildkröten &amp; Reptilien</translation>
    </message>
    <message>
      <source>Beach &amp; sea</source>
      <translation>Strand &amp; Meer</translation>
    </message>
    <message>
      <source>Mountains</source>
      <translation>Berge</translation>
    </message>
    <message>
      <source>Lakes &amp; waterfalls</source>
      <translation>Seen &amp; Wasserfälle</translation>
    </message>
    <message>
      <source>Sunsets</source>
      <translation>Sonnenuntergänge</translation>
    </message>
    <message>
      <source>City</source>
      <translation>Stadt</translation>
    </message>
    <message>
      <source>Monuments &amp; churches</source>
      <translation>Denkmäler &amp; Kirchen</translation>
    </message>
    <message>
      <source>Museum &amp; art</source>
      <translation>Museum &amp; Kunst</translation>
    </message>
    <message>
      <source>Hotel &amp; room</source>
      <translation>Hotel &amp; Zimmer</translation>
    </message>
    <message>
      <source>Airport &amp; planes</source>
      <translation>Flughafen &amp; Flugzeuge</translation>
    </message>
    <message>
      <source>Trains</source>
      <translation>Züge</translation>
    </message>
    <message>
      <source>Boats &amp; harbours</source>
      <translation>Boote &amp; Häfen</translation>
    </message>
    <message>
      <source>Wild animals</source>
      <translation>Wildtiere</translation>
    </message>
    <message>
      <source>Maps &amp; signs</source>
      <translation>Landkarten &amp; Schilder</translation>
    </message>
  </context>
</TS>
