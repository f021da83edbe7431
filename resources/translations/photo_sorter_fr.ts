<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
  <context>
    <name>photo-sorter</name>
    <message>
      <source>Photo Sorter has a fault: {fault}. It is noted in the log.</source>
      <translation>Photo Sorter a rencontré une erreur : {fault}. Elle est notée dans le journal.</translation>
    </message>
    <message>
      <source>Photo Sorter cannot be opened again by itself ({reason}). Open it.</source>
      <translation>Photo Sorter ne peut pas se rouvrir de lui-même ({reason}). Ouvrez-le.</translation>
    </message>
    <message>
      <source>Photo Sorter has a fault and works no further: {fault}. It is noted in the log; nothing is lost. Close the window and start again.</source>
      <translation>Photo Sorter a rencontré une erreur et ne peut pas continuer : {fault}. Elle est notée dans le journal ; rien n’est perdu. Fermez la fenêtre et relancez le programme.</translation>
    </message>
    <message>
      <source>{folder} is no whole path. Choose a folder.</source>
      <translation>{folder} n’est pas un chemin complet. Choisissez un dossier.</translation>
    </message>
    <message>
      <source>{folder} cannot be a folder: a file of this name is planned.</source>
      <translation>{folder} ne peut pas être un dossier : un fichier de ce nom est prévu.</translation>
    </message>
    <message>
      <source>{path} is there already. Choose another folder, or take the file out.</source>
      <translation>{path} existe déjà. Choisissez un autre dossier, ou retirez le fichier du plan.</translation>
    </message>
    <message numerus="yes">
      <source>{n} files stay: {why}</source>
      <translation>
        <numerusform>{n} fichier reste sur place : {why}</numerusform>
        <numerusform>{n} fichiers restent sur place : {why}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files, {size}</source>
      <translation>
        <numerusform>{n} fichier, {size}</numerusform>
        <numerusform>{n} fichiers, {size}</numerusform>
      </translation>
    </message>
    <message>
      <source>{mode} to {folder}</source>
      <translation>{mode} vers {folder}</translation>
    </message>
    <message>
      <source>Template: {template}</source>
      <translation>Gabarit : {template}</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>Copier</translation>
    </message>
    <message>
      <source>Move</source>
      <translation>Déplacer</translation>
    </message>
    <message>
      <source>Hard links</source>
      <translation>Liens physiques</translation>
    </message>
    <message>
      <source>Links</source>
      <translation>Liens</translation>
    </message>
    <message>
      <source>{needed} needed, {free} free</source>
      <translation>{needed} nécessaires, {free} libres</translation>
    </message>
    <message>
      <source>The same file goes already, by another path.</source>
      <translation>Le même fichier est déjà prévu, par un autre chemin.</translation>
    </message>
    <message>
      <source>The same photo is already there: {path}.</source>
      <translation>La même photo est déjà là : {path}.</translation>
    </message>
    <message>
      <source>The folder “{folder}” is for photos without a category, so it cannot be named after one.</source>
      <translation>Le dossier « {folder} » est pour les photos sans catégorie ; il ne peut donc pas porter le nom d’une catégorie.</translation>
    </message>
    <message>
      <source>Another file that goes has the same name but for capitals.</source>
      <translation>Un autre fichier à ranger porte le même nom, aux majuscules près.</translation>
    </message>
    <message>
      <source>No category is sure.</source>
      <translation>Aucune catégorie n’est sûre.</translation>
    </message>
    <message>
      <source>It is on another disk, to which no hard link can lead.</source>
      <translation>Il est sur un autre disque, vers lequel aucun lien physique ne peut mener.</translation>
    </message>
    <message>
      <source>It is too large for the file system of the destination.</source>
      <translation>Il est trop gros pour le système de fichiers de la destination.</translation>
    </message>
    <message>
      <source>Another file of this name is already there: {path}.</source>
      <translation>Un autre fichier de ce nom est déjà là : {path}.</translation>
    </message>
    <message>
      <source>Its path would be too long for the destination.</source>
      <translation>Son chemin serait trop long pour la destination.</translation>
    </message>
    <message>
      <source>Planning was stopped.</source>
      <translation>La préparation a été arrêtée.</translation>
    </message>
    <message>
      <source>You have no permission to write to {folder}.</source>
      <translation>Vous n’avez pas le droit d’écrire dans {folder}.</translation>
    </message>
    <message>
      <source>It is a link to a file whose name is not valid text. Rename that first.</source>
      <translation>C’est un lien vers un fichier dont le nom n’est pas un texte valable. Renommez d’abord ce fichier.</translation>
    </message>
    <message>
      <source>It is a link. Only files themselves are moved.</source>
      <translation>C’est un lien. Seuls les fichiers eux-mêmes sont déplacés.</translation>
    </message>
    <message>
      <source>You have no permission to move files out of its folder.</source>
      <translation>Vous n’avez pas le droit de déplacer des fichiers hors de son dossier.</translation>
    </message>
    <message>
      <source>It belongs to {name}, which stays.</source>
      <translation>Il va avec {name}, qui reste sur place.</translation>
    </message>
    <message>
      <source>The same photo goes there already: {path}.</source>
      <translation>La même photo y va déjà : {path}.</translation>
    </message>
    <message>
      <source>There is too little free space: the files need {needed}, and {free} are free. Choose another destination, or fewer photos.</source>
      <translation>Il n’y a pas assez de place : les fichiers demandent {needed}, et {free} sont libres. Choisissez une autre destination, ou moins de photos.</translation>
    </message>
    <message>
      <source>{size} bytes</source>
      <translation>{size} o</translation>
    </message>
    <message>
      <source>{folder} is Photo Sorter's own folder.</source>
      <translation>{folder} est le dossier de Photo Sorter lui-même.</translation>
    </message>
    <message>
      <source>{folder} is a link that leads out of the destination.</source>
      <translation>{folder} est un lien qui mène hors de la destination.</translation>
    </message>
    <message>
      <source>{path} is a file, so no folder of this name can be there. Rename one.</source>
      <translation>{path} est un fichier : il ne peut pas y avoir là de dossier de ce nom. Renommez l’un des deux.</translation>
    </message>
    <message>
      <source>The template is empty. “{example}” makes a folder for each category and year; “{flat}” makes none.</source>
      <translation>Le gabarit est vide. « {example} » crée un dossier par catégorie et par année ; « {flat} » n’en crée aucun.</translation>
    </message>
    <message>
      <source>“{template}” begins outside of the destination. A template begins with a folder's name.</source>
      <translation>« {template} » commence hors de la destination. Un gabarit commence par un nom de dossier.</translation>
    </message>
    <message>
      <source>{field} counts files, so it can only be in the last level, the file's name.</source>
      <translation>{field} compte les fichiers : il n’a sa place qu’au dernier niveau, le nom du fichier.</translation>
    </message>
    <message>
      <source>“{template}” has a level without a name.</source>
      <translation>« {template} » a un niveau sans nom.</translation>
    </message>
    <message>
      <source>“{level}” is no name of a folder. A template only leads downwards.</source>
      <translation>« {level} » n’est pas un nom de dossier. Un gabarit ne mène que vers le bas.</translation>
    </message>
    <message>
      <source>“{level}” has a brace without its other. A field is written as {field}.</source>
      <translation>« {level} » a une accolade sans l’autre. Un champ s’écrit {field}.</translation>
    </message>
    <message>
      <source>There is no field {field}; there are {fields}.</source>
      <translation>Il n’y a pas de champ {field} ; il y a {fields}.</translation>
    </message>
    <message>
      <source>No category</source>
      <translation>Aucune catégorie</translation>
    </message>
    <message>
      <source>Unknown camera</source>
      <translation>Appareil inconnu</translation>
    </message>
    <message>
      <source>Unknown place</source>
      <translation>Lieu inconnu</translation>
    </message>
    <message>
      <source>sharpest</source>
      <translation>la plus nette</translation>
    </message>
    <message>
      <source>your favourite</source>
      <translation>votre favorite</translation>
    </message>
    <message>
      <source>your rating</source>
      <translation>votre note</translation>
    </message>
    <message>
      <source>most pixels</source>
      <translation>le plus de pixels</translation>
    </message>
    <message>
      <source>camera raw</source>
      <translation>RAW de l’appareil</translation>
    </message>
    <message>
      <source>from the camera</source>
      <translation>vient de l’appareil</translation>
    </message>
    <message>
      <source>has its date</source>
      <translation>a sa date</translation>
    </message>
    <message>
      <source>original format</source>
      <translation>format d’origine</translation>
    </message>
    <message>
      <source>not edited</source>
      <translation>non retouchée</translation>
    </message>
    <message>
      <source>largest file</source>
      <translation>plus gros fichier</translation>
    </message>
    <message>
      <source>original name</source>
      <translation>nom d’origine</translation>
    </message>
    <message>
      <source>original folder</source>
      <translation>dossier d’origine</translation>
    </message>
    <message>
      <source>added first</source>
      <translation>ajoutée en premier</translation>
    </message>
    <message>
      <source>Cancelled. Nothing was changed.</source>
      <translation>Annulé. Rien n’a été changé.</translation>
    </message>
    <message numerus="yes">
      <source>{n} answers</source>
      <translation>
        <numerusform>{n} réponse</numerusform>
        <numerusform>{n} réponses</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} categories</source>
      <translation>
        <numerusform>{n} catégorie</numerusform>
        <numerusform>{n} catégories</numerusform>
      </translation>
    </message>
    <message>
      <source>{saved} of {all} photos</source>
      <translation>{saved} photos sur {all}</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos</source>
      <translation>
        <numerusform>{n} photo</numerusform>
        <numerusform>{n} photos</numerusform>
      </translation>
    </message>
    <message>
      <source>The library is repaired: {photos}, {answers} and {categories} were saved.</source>
      <translation>La bibliothèque est réparée : {photos}, {answers} et {categories} ont été sauvés.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos will be looked at again.</source>
      <translation>
        <numerusform>1 photo sera examinée de nouveau.</numerusform>
        <numerusform>{n} photos seront examinées de nouveau.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} decisions come from the daily copy.</source>
      <translation>
        <numerusform>1 décision vient de la copie quotidienne.</numerusform>
        <numerusform>{n} décisions viennent de la copie quotidienne.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} answers are lost: nothing says any more of which photos they were.</source>
      <translation>
        <numerusform>1 réponse est perdue : rien ne dit plus à quelle photo elle se rapportait.</numerusform>
        <numerusform>{n} réponses sont perdues : rien ne dit plus à quelles photos elles se rapportaient.</numerusform>
      </translation>
    </message>
    <message>
      <source>Your rules are off, so that they move no old photos. Turn them on when all photos are back.</source>
      <translation>Vos règles sont désactivées, pour qu’elles ne déplacent pas d’anciennes photos. Activez-les quand toutes les photos seront revenues.</translation>
    </message>
    <message>
      <source>The damaged library is kept as {path}.</source>
      <translation>La bibliothèque endommagée est conservée sous {path}.</translation>
    </message>
    <message>
      <source>Paused while another program fills the screen</source>
      <translation>En pause tant qu’un autre programme remplit l’écran</translation>
    </message>
    <message>
      <source>Paused while the computer is in use</source>
      <translation>En pause tant que l’ordinateur est utilisé</translation>
    </message>
    <message>
      <source>Paused to save the battery</source>
      <translation>En pause pour économiser la batterie</translation>
    </message>
    <message>
      <source>Paused on battery</source>
      <translation>En pause sur batterie</translation>
    </message>
    <message>
      <source>{words} ({percent} %)</source>
      <translation>{words} ({percent} %)</translation>
    </message>
    <message>
      <source>{parts} cannot come along.</source>
      <translation>{parts} ne peuvent pas suivre.</translation>
    </message>
    <message>
      <source>{others} and {last}</source>
      <translation>{others} et {last}</translation>
    </message>
    <message>
      <source>filters</source>
      <translation>les filtres</translation>
    </message>
    <message>
      <source>words in quotes</source>
      <translation>les mots entre guillemets</translation>
    </message>
    <message>
      <source>weights</source>
      <translation>les poids des mots</translation>
    </message>
    <message>
      <source>pictures from outside the library</source>
      <translation>les images hors de la bibliothèque</translation>
    </message>
    <message>
      <source>Landscape</source>
      <translation>Paysage</translation>
    </message>
    <message>
      <source>Portrait</source>
      <translation>Portrait</translation>
    </message>
    <message>
      <source>Square</source>
      <translation>Carré</translation>
    </message>
    <message>
      <source>Not rated</source>
      <translation>Sans note</translation>
    </message>
    <message>
      <source>Favourites</source>
      <translation>Favoris</translation>
    </message>
    <message>
      <source>With a place</source>
      <translation>Avec position</translation>
    </message>
    <message numerus="yes">
      <source>{n} stars or more</source>
      <translation>
        <numerusform>{n} étoile ou plus</numerusform>
        <numerusform>{n} étoiles ou plus</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} stars</source>
      <translation>
        <numerusform>{n} étoile</numerusform>
        <numerusform>{n} étoiles</numerusform>
      </translation>
    </message>
    <message>
      <source>“{asked}” needs a value.</source>
      <translation>« {asked} » a besoin d’une valeur.</translation>
    </message>
    <message>
      <source>“{asked}” is no folder.</source>
      <translation>« {asked} » n’est pas un dossier.</translation>
    </message>
    <message>
      <source>“{asked}” is no category.</source>
      <translation>« {asked} » n’est pas une catégorie.</translation>
    </message>
    <message>
      <source>“{asked}” is no date.</source>
      <translation>« {asked} » n’est pas une date.</translation>
    </message>
    <message>
      <source>“{asked}” is no camera.</source>
      <translation>« {asked} » n’est pas un appareil.</translation>
    </message>
    <message>
      <source>“{asked}” is no lens.</source>
      <translation>« {asked} » n’est pas un objectif.</translation>
    </message>
    <message>
      <source>“{asked}” is no type of file.</source>
      <translation>« {asked} » n’est pas un type de fichier.</translation>
    </message>
    <message>
      <source>“{asked}” is no rating.</source>
      <translation>« {asked} » n’est pas une note.</translation>
    </message>
    <message>
      <source>“{asked}” is no state of a photo.</source>
      <translation>« {asked} » n’est pas un état de photo.</translation>
    </message>
    <message>
      <source>“{asked}” is no thing photos have.</source>
      <translation>« {asked} » n’est pas une information de photo.</translation>
    </message>
    <message>
      <source>“{asked}” is no size.</source>
      <translation>« {asked} » n’est pas une taille.</translation>
    </message>
    <message>
      <source>“{asked}” is no orientation.</source>
      <translation>« {asked} » n’est pas une orientation.</translation>
    </message>
    <message>
      <source>Write in:summer or in:2019/summer.</source>
      <translation>Écrivez in:vacances ou in:2019/vacances.</translation>
    </message>
    <message>
      <source>Write cat: and the name of a category.</source>
      <translation>Écrivez cat: suivi du nom d’une catégorie.</translation>
    </message>
    <message>
      <source>Write date:2019, date:2019-07 or date:2019..2021.</source>
      <translation>Écrivez date:2019, date:2019-07 ou date:2019..2021.</translation>
    </message>
    <message>
      <source>Write camera:canon.</source>
      <translation>Écrivez camera:canon.</translation>
    </message>
    <message>
      <source>Write lens:50mm.</source>
      <translation>Écrivez lens:50mm.</translation>
    </message>
    <message>
      <source>Write type:jpeg, type:png or type:raw.</source>
      <translation>Écrivez type:jpeg, type:png ou type:raw.</translation>
    </message>
    <message>
      <source>Write rating:3, rating:&gt;=3, rating:1..3 or rating:none.</source>
      <translation>Écrivez rating:3, rating:&gt;=3, rating:1..3 ou rating:none.</translation>
    </message>
    <message>
      <source>Write is:favourite, is:unsorted, is:unsure or is:rated.</source>
      <translation>Écrivez is:favourite, is:unsorted, is:unsure ou is:rated.</translation>
    </message>
    <message>
      <source>Write has:gps, has:caption, has:keywords, has:rating or has:camera.</source>
      <translation>Écrivez has:gps, has:caption, has:keywords, has:rating ou has:camera.</translation>
    </message>
    <message>
      <source>Write size:&gt;5mb, size:&lt;200kb, size:1mb..3mb or size:&gt;=12mp.</source>
      <translation>Écrivez size:&gt;5mb, size:&lt;200kb, size:1mb..3mb ou size:&gt;=12mp.</translation>
    </message>
    <message>
      <source>Write orientation:portrait, orientation:landscape or orientation:square.</source>
      <translation>Écrivez orientation:portrait, orientation:landscape ou orientation:square.</translation>
    </message>
    <message>
      <source>There is no category “{name}”.</source>
      <translation>Il n’y a pas de catégorie « {name} ».</translation>
    </message>
    <message>
      <source>There is no file of the type “{text}”.</source>
      <translation>Il n’y a pas de fichier de type « {text} ».</translation>
    </message>
    <message>
      <source>There is no category “{name}”. To weigh the word, write "cat":{name}.</source>
      <translation>Il n’y a pas de catégorie « {name} ». Pour donner un poids au mot, écrivez "cat":{name}.</translation>
    </message>
    <message>
      <source>There is no folder with “{text}” in its path.</source>
      <translation>Il n’y a pas de dossier avec « {text} » dans son chemin.</translation>
    </message>
    <message>
      <source>No photo is from a camera “{text}”.</source>
      <translation>Aucune photo ne vient d’un appareil « {text} ».</translation>
    </message>
    <message>
      <source>No photo is taken with a lens “{text}”.</source>
      <translation>Aucune photo n’a été prise avec un objectif « {text} ».</translation>
    </message>
    <message>
      <source>“{dash}” alone says nothing. Write -word to steer away from a word.</source>
      <translation>« {dash} » seul ne dit rien. Écrivez -word pour s’éloigner d’un mot.</translation>
    </message>
    <message>
      <source>This quote is not closed; what follows is taken to the end.</source>
      <translation>Ces guillemets ne sont pas fermés ; tout ce qui suit en fait partie.</translation>
    </message>
    <message>
      <source>This quote is not closed; what follows is searched as plain words.</source>
      <translation>Ces guillemets ne sont pas fermés ; ce qui suit est cherché comme de simples mots.</translation>
    </message>
    <message>
      <source>“{text}” has no name before its colon and is searched as words.</source>
      <translation>« {text} » n’a pas de nom avant le deux-points et est cherché comme des mots.</translation>
    </message>
    <message>
      <source>A word weighs {weight} at least. Write -word to steer away from it.</source>
      <translation>Le poids d’un mot est d’au moins {weight}. Écrivez -word pour s’en éloigner.</translation>
    </message>
    <message>
      <source>Until then “{text}” is searched as words.</source>
      <translation>D’ici là, « {text} » est cherché comme des mots.</translation>
    </message>
    <message>
      <source>There is nothing between these quotes.</source>
      <translation>Il n’y a rien entre ces guillemets.</translation>
    </message>
    <message>
      <source>There is no filter “{name}”; “{text}” is searched as words.</source>
      <translation>Il n’y a pas de filtre « {name} » ; « {text} » est cherché comme des mots.</translation>
    </message>
    <message>
      <source>Write like:"/photos/one.jpg".</source>
      <translation>Écrivez like:"/photos/plage.jpg".</translation>
    </message>
    <message>
      <source>Write balance:0 for words alone to balance:1 for pictures alone.</source>
      <translation>Écrivez de balance:0 pour les mots seuls à balance:1 pour les images seules.</translation>
    </message>
    <message>
      <source>Write meaning:0 for what is written to meaning:1 for what is seen.</source>
      <translation>Écrivez de meaning:0 pour ce qui est écrit à meaning:1 pour ce qui se voit.</translation>
    </message>
    <message>
      <source>Write more:12,15 with the numbers of photos.</source>
      <translation>Écrivez more:12,15 avec les numéros de photos.</translation>
    </message>
    <message>
      <source>Write less:7 with the numbers of photos.</source>
      <translation>Écrivez less:7 avec les numéros de photos.</translation>
    </message>
    <message>
      <source>This is searched as it stands, without the dash. Write -word to steer away from a word.</source>
      <translation>Ceci est cherché tel quel, sans le tiret. Écrivez -word pour s’éloigner d’un mot.</translation>
    </message>
    <message>
      <source>This quote was not opened and is left out.</source>
      <translation>Ces guillemets n’ont pas été ouverts et sont ignorés.</translation>
    </message>
    <message>
      <source>A word weighs {weight} at most.</source>
      <translation>Le poids d’un mot est d’au plus {weight}.</translation>
    </message>
    <message>
      <source>“{name}:” takes no minus and is left out.</source>
      <translation>« {name}: » n’accepte pas de signe moins et est ignoré.</translation>
    </message>
    <message>
      <source>“{asked}” is not understood.</source>
      <translation>« {asked} » n’est pas compris.</translation>
    </message>
    <message>
      <source>There is no filter “{name}”. Write {advice}.</source>
      <translation>Il n’y a pas de filtre « {name} ». Écrivez {advice}.</translation>
    </message>
    <message>
      <source>Did you mean {text}?</source>
      <translation>Vouliez-vous dire {text} ?</translation>
    </message>
    <message>
      <source>A category needs a name. Type a word that describes its photos.</source>
      <translation>Une catégorie a besoin d’un nom. Saisissez un mot qui décrit ses photos.</translation>
    </message>
    <message>
      <source>The name “{beginning}…” is too long: {length} characters, {most} at most. Give it a short name and put the description into its wording.</source>
      <translation>Le nom « {beginning}… » est trop long : {length} caractères, {most} au plus. Donnez un nom court et mettez la description dans une formulation.</translation>
    </message>
    <message>
      <source>There are {count} sentences, {most} at most. Remove some.</source>
      <translation>Il y a {count} phrases, {most} au plus. Retirez-en.</translation>
    </message>
    <message>
      <source>A wording of “{name}” has {length} characters, {most} at most. Shorten it.</source>
      <translation>Une formulation de « {name} » compte {length} caractères, {most} au plus. Raccourcissez-la.</translation>
    </message>
    <message>
      <source>“{name}” is to lie within “{above}”, but there is no such category. Choose another parent.</source>
      <translation>« {name} » doit se trouver dans « {above} », mais cette catégorie n’existe pas. Choisissez une autre catégorie parente.</translation>
    </message>
    <message>
      <source>“{name}” cannot lie within itself. Choose another parent.</source>
      <translation>« {name} » ne peut pas se trouver dans « {name} ». Choisissez une autre catégorie parente.</translation>
    </message>
    <message>
      <source>“{name}” lies {deepest} categories deep, which is too much. Nest fewer.</source>
      <translation>« {name} » est à {deepest} niveaux de profondeur, c’est trop. Imbriquez moins de catégories.</translation>
    </message>
    <message>
      <source>The sentence “{sentence}” needs {placeholder} where the words go.</source>
      <translation>La phrase « {sentence} » a besoin de {placeholder} à l’endroit des mots.</translation>
    </message>
    <message>
      <source>A sentence has {length} characters, {most} at most. Shorten it.</source>
      <translation>Une phrase compte {length} caractères, {most} au plus. Raccourcissez-la.</translation>
    </message>
    <message>
      <source>There is already a category called “{name}”. Choose another name.</source>
      <translation>Il y a déjà une catégorie nommée « {name} ». Choisissez un autre nom.</translation>
    </message>
    <message>
      <source>“{source}” holds no categories of Photo Sorter: the line “{field} = {version}” is missing.</source>
      <translation>« {source} » ne contient pas de catégories de Photo Sorter : la ligne « {field} = {version} » manque.</translation>
    </message>
    <message>
      <source>“{source}” was written by a newer Photo Sorter. Update this one, then read it again.</source>
      <translation>« {source} » a été écrit par une version plus récente de Photo Sorter. Mettez celle-ci à jour, puis recommencez la lecture.</translation>
    </message>
    <message>
      <source>“{source}” is too big for a list of categories: {most} MB at most.</source>
      <translation>« {source} » est trop gros pour une liste de catégories : {most} Mo au plus.</translation>
    </message>
    <message>
      <source>“{source}”, line {line}: {sentence}</source>
      <translation>« {source} », ligne {line} : {sentence}</translation>
    </message>
    <message>
      <source>This set has no name. Add a line that begins with “name =”.</source>
      <translation>Cet ensemble n’a pas de nom. Ajoutez une ligne qui commence par « name = ».</translation>
    </message>
    <message>
      <source>This category has no name. Add a line that begins with “name =”.</source>
      <translation>Cette catégorie n’a pas de nom. Ajoutez une ligne qui commence par « name = ».</translation>
    </message>
    <message>
      <source>“{source}”: {reason}</source>
      <translation>« {source} » : {reason}</translation>
    </message>
    <message>
      <source>“{source}” is not a text in UTF-8. Choose a file with categories.</source>
      <translation>« {source} » n’est pas un texte en UTF-8. Choisissez un fichier de catégories.</translation>
    </message>
    <message>
      <source>“{source}” cannot be read: its lists lie too deep in one another.</source>
      <translation>« {source} » est illisible : ses listes sont trop imbriquées.</translation>
    </message>
    <message>
      <source>“{source}”, line {line}: {reason}. Correct the line and try again.</source>
      <translation>« {source} », ligne {line} : {reason}. Corrigez la ligne et réessayez.</translation>
    </message>
    <message>
      <source>“{source}” cannot be read: a number in it is too long.</source>
      <translation>« {source} » est illisible : un nombre y est trop long.</translation>
    </message>
    <message>
      <source>“{field}” is unknown. Known here: {fields}.</source>
      <translation>« {field} » est inconnu. Connus ici : {fields}.</translation>
    </message>
    <message>
      <source>“{field}” must be a list of texts, such as {example}.</source>
      <translation>« {field} » doit être une liste de textes, par exemple {example}.</translation>
    </message>
    <message>
      <source>“{field}” must be a text in quotes.</source>
      <translation>« {field} » doit être un texte entre guillemets.</translation>
    </message>
    <message>
      <source>“{field}” must be true or false.</source>
      <translation>« {field} » doit être true ou false.</translation>
    </message>
    <message>
      <source>“{field}” must be a number from 0 to 1.</source>
      <translation>« {field} » doit être un nombre de 0 à 1.</translation>
    </message>
    <message>
      <source>“{field}” must be a colour such as {example}.</source>
      <translation>« {field} » doit être une couleur, par exemple {example}.</translation>
    </message>
    <message>
      <source>“{field}” is unknown. Did you mean “{like}”?</source>
      <translation>« {field} » est inconnu. Vouliez-vous dire « {like} » ?</translation>
    </message>
    <message>
      <source>“{field}” must be {version}.</source>
      <translation>« {field} » doit être {version}.</translation>
    </message>
    <message>
      <source>“{field}” must be written as [[set]], once for every set.</source>
      <translation>« {field} » doit s’écrire [[set]], une fois par ensemble.</translation>
    </message>
    <message>
      <source>“{field}” must be written as [[category]], once for every category.</source>
      <translation>« {field} » doit s’écrire [[category]], une fois par catégorie.</translation>
    </message>
    <message>
      <source>You said no. The machine says {answer}</source>
      <translation>Vous avez dit non. La machine dit : {answer}</translation>
    </message>
    <message>
      <source>no wording stands out</source>
      <translation>aucune formulation ne ressort</translation>
    </message>
    <message numerus="yes">
      <source>{n} of the {count} nearest photos you judged agree</source>
      <translation>
        <numerusform>sur les {count} photos jugées les plus proches, {n} va dans ce sens</numerusform>
        <numerusform>sur les {count} photos jugées les plus proches, {n} vont dans ce sens</numerusform>
      </translation>
    </message>
    <message>
      <source>over 99 %</source>
      <translation>plus de 99 %</translation>
    </message>
    <message>
      <source>{percent} %</source>
      <translation>{percent} %</translation>
    </message>
    <message>
      <source>under 1 %</source>
      <translation>moins de 1 %</translation>
    </message>
    <message>
      <source>Yes, because you said yes to a category within it.</source>
      <translation>Oui, car vous avez dit oui à une catégorie qu’elle contient.</translation>
    </message>
    <message>
      <source>You said yes. The machine says {answer}</source>
      <translation>Vous avez dit oui. La machine dit : {answer}</translation>
    </message>
    <message>
      <source>No, the photo is not in the category above.</source>
      <translation>Non, la photo n’est pas dans la catégorie parente.</translation>
    </message>
    <message>
      <source>Not sure, “{rival}” was stronger: {stronger} to {share}.</source>
      <translation>Incertain, « {rival} » l’emporte : {stronger} contre {share}.</translation>
    </message>
    <message>
      <source>“{wording}” spoke for it, “{other}” against</source>
      <translation>« {wording} » plaide pour, « {other} » contre</translation>
    </message>
    <message>
      <source>“{wording}” spoke for it</source>
      <translation>« {wording} » plaide pour</translation>
    </message>
    <message>
      <source>“{wording}” spoke against it</source>
      <translation>« {wording} » plaide contre</translation>
    </message>
    <message numerus="yes">
      <source>{n} of the {count} nearest photos you judged are in it</source>
      <translation>
        <numerusform>sur les {count} photos jugées les plus proches, {n} en fait partie</numerusform>
        <numerusform>sur les {count} photos jugées les plus proches, {n} en font partie</numerusform>
      </translation>
    </message>
    <message>
      <source>No, the photo is not in “{category}”.</source>
      <translation>Non, la photo n’est pas dans « {category} ».</translation>
    </message>
    <message>
      <source>No, “{rival}” was stronger: {stronger} to {share}.</source>
      <translation>Non, « {rival} » l’emporte : {stronger} contre {share}.</translation>
    </message>
    <message>
      <source>Yes, {share}.</source>
      <translation>Oui, {share}.</translation>
    </message>
    <message>
      <source>Not sure, {share}.</source>
      <translation>Incertain, {share}.</translation>
    </message>
    <message>
      <source>No, {share}.</source>
      <translation>Non, {share}.</translation>
    </message>
    <message>
      <source>the nearest photo you judged agrees</source>
      <translation>la photo jugée la plus proche va dans ce sens</translation>
    </message>
    <message>
      <source>the nearest photo you judged disagrees</source>
      <translation>la photo jugée la plus proche va dans l’autre sens</translation>
    </message>
    <message>
      <source>; </source>
      <translation> ; </translation>
    </message>
    <message>
      <source>another category</source>
      <translation>une autre catégorie</translation>
    </message>
    <message>
      <source>the nearest photo you judged is in it</source>
      <translation>la photo jugée la plus proche en fait partie</translation>
    </message>
    <message>
      <source>the nearest photo you judged is not in it</source>
      <translation>la photo jugée la plus proche n’en fait pas partie</translation>
    </message>
    <message>
      <source>Photo Sorter is open with the folder {home}. Close its window first, and try again.</source>
      <translation>Photo Sorter est ouvert avec le dossier {home}. Fermez d’abord sa fenêtre, puis réessayez.</translation>
    </message>
    <message>
      <source>The folder {home} cannot be written to: {reason}.</source>
      <translation>Impossible d’écrire dans le dossier {home} : {reason}.</translation>
    </message>
    <message>
      <source>Photo Sorter is already open with the folder {home}, but does not answer. Wait a moment, or end it and start again.</source>
      <translation>Photo Sorter est déjà ouvert avec le dossier {home}, mais ne répond pas. Patientez un instant, ou mettez-y fin et relancez-le.</translation>
    </message>
    <message>
      <source>The window that is open is Photo Sorter {theirs}, and this is {ours}. Close the window and try again.</source>
      <translation>La fenêtre ouverte est celle de Photo Sorter {theirs}, et ceci est {ours}. Fermez la fenêtre et réessayez.</translation>
    </message>
    <message>
      <source>The window was closed before it was done. What was done is kept; try the rest again.</source>
      <translation>La fenêtre a été fermée avant la fin. Ce qui a été fait est conservé ; réessayez pour le reste.</translation>
    </message>
    <message>
      <source>Not downloaded yet ({size} MB).</source>
      <translation>Pas encore téléchargé ({size} Mo).</translation>
    </message>
    <message>
      <source>“{model}” came from a file and is on no hub: install it from there again.</source>
      <translation>« {model} » vient d’un fichier et n’est sur aucun hub : réinstallez-le à partir de ce fichier.</translation>
    </message>
    <message>
      <source>“{model}” is on no hub: get its weights by hand and use {architecture}/{tag}=FILE.</source>
      <translation>« {model} » n’est sur aucun hub : procurez-vous ses poids à la main et utilisez {architecture}/{tag}=FICHIER.</translation>
    </message>
    <message>
      <source>There is no model “{model}”: “photo-sorter models list” shows the names.</source>
      <translation>Il n’y a pas de modèle « {model} » : « photo-sorter models list » affiche les noms.</translation>
    </message>
    <message>
      <source>“{model}” is not downloaded yet: download it, or choose the built-in model meanwhile.</source>
      <translation>« {model} » n’est pas encore téléchargé : téléchargez-le, ou choisissez le modèle intégré en attendant.</translation>
    </message>
    <message>
      <source>“{model}” is not here any more: install it again, or choose another model.</source>
      <translation>« {model} » n’est plus là : réinstallez-le, ou choisissez un autre modèle.</translation>
    </message>
    <message>
      <source>“{model}” is here already: there is nothing to download.</source>
      <translation>« {model} » est déjà là : il n’y a rien à télécharger.</translation>
    </message>
    <message>
      <source>{url} has no {file} (404): the model was moved or renamed.</source>
      <translation>{url} n’a pas de {file} (404) : le modèle a été déplacé ou renommé.</translation>
    </message>
    <message>
      <source>{url} has no weights for open_clip (404): the model was moved or renamed.</source>
      <translation>{url} n’a pas de poids pour open_clip (404) : le modèle a été déplacé ou renommé.</translation>
    </message>
    <message>
      <source>The hub's {file} does not describe a model: check the hub's address.</source>
      <translation>Le fichier {file} du hub ne décrit pas un modèle : vérifiez l’adresse du hub.</translation>
    </message>
    <message>
      <source>Built-in (basic)</source>
      <translation>Intégré (élémentaire)</translation>
    </message>
    <message>
      <source>CLIP, recommended</source>
      <translation>CLIP, recommandé</translation>
    </message>
    <message>
      <source>CLIP, the original of OpenAI</source>
      <translation>CLIP, l’original d’OpenAI</translation>
    </message>
    <message>
      <source>SigLIP 2, many languages</source>
      <translation>SigLIP 2, multilingue</translation>
    </message>
    <message>
      <source>CLIP, large and slow</source>
      <translation>CLIP, grand et lent</translation>
    </message>
    <message>
      <source>English</source>
      <translation>anglais</translation>
    </message>
    <message>
      <source>over 100 languages</source>
      <translation>plus de 100 langues</translation>
    </message>
    <message>
      <source>see its page on the hub</source>
      <translation>voir sa page sur le hub</translation>
    </message>
    <message>
      <source>see where it came from</source>
      <translation>voir son origine</translation>
    </message>
    <message>
      <source>“{model}” cannot look at pictures on this computer: {reason}</source>
      <translation>« {model} » ne peut pas examiner d’images sur cet ordinateur : {reason}</translation>
    </message>
    <message numerus="yes">
      <source>The hub does not answer at the moment ({code}): try again in {n} minutes. The address was {url}.</source>
      <translation>
        <numerusform>Le hub ne répond pas pour le moment ({code}) : réessayez dans {n} minute. L’adresse était {url}.</numerusform>
        <numerusform>Le hub ne répond pas pour le moment ({code}) : réessayez dans {n} minutes. L’adresse était {url}.</numerusform>
      </translation>
    </message>
    <message>
      <source>The hub refused {url} ({code}): check its address and try again.</source>
      <translation>Le hub a refusé {url} ({code}) : vérifiez son adresse et réessayez.</translation>
    </message>
    <message>
      <source>{url} cannot be reached: check the internet connection and try again. ({reason})</source>
      <translation>{url} est inaccessible : vérifiez la connexion à Internet et réessayez. ({reason})</translation>
    </message>
    <message>
      <source>The hub does not answer at the moment ({code}): try again later. The address was {url}.</source>
      <translation>Le hub ne répond pas pour le moment ({code}) : réessayez plus tard. L’adresse était {url}.</translation>
    </message>
    <message numerus="yes">
      <source>The hub does not answer at the moment ({code}): try again in {n} seconds. The address was {url}.</source>
      <translation>
        <numerusform>Le hub ne répond pas pour le moment ({code}) : réessayez dans {n} seconde. L’adresse était {url}.</numerusform>
        <numerusform>Le hub ne répond pas pour le moment ({code}) : réessayez dans {n} secondes. L’adresse était {url}.</numerusform>
      </translation>
    </message>
    <message>
      <source>The hub's address “{address}” must look like https://hub.example: correct it in the settings.</source>
      <translation>L’adresse du hub, « {address} », doit ressembler à https://hub.example : corrigez-la dans les paramètres.</translation>
    </message>
    <message>
      <source>The proxy's address must look like http://proxy.example:8080: correct the settings.</source>
      <translation>L’adresse du proxy doit ressembler à http://proxy.example:8080 : corrigez-la dans les paramètres.</translation>
    </message>
    <message>
      <source>{url} is not there (404): check the hub's address.</source>
      <translation>{url} n’existe pas (404) : vérifiez l’adresse du hub.</translation>
    </message>
    <message>
      <source>{url} is shorter than it was (416): download it again.</source>
      <translation>{url} est plus court qu’avant (416) : téléchargez-le de nouveau.</translation>
    </message>
    <message>
      <source>{url} is not open to everyone ({code}): check the hub's address, or choose another model.</source>
      <translation>{url} n’est pas en accès libre ({code}) : vérifiez l’adresse du hub, ou choisissez un autre modèle.</translation>
    </message>
    <message>
      <source>The proxy asks for a name and a password (407): write http://NAME:PASSWORD@HOST:PORT.</source>
      <translation>Le proxy demande un nom et un mot de passe (407) : écrivez http://NOM:MOTDEPASSE@HÔTE:PORT.</translation>
    </message>
    <message>
      <source>{url} leads in a circle, or off the web ({code}): check the hub's address.</source>
      <translation>{url} mène en rond, ou hors du Web ({code}) : vérifiez l’adresse du hub.</translation>
    </message>
    <message>
      <source>{host} cannot prove that it is {host} ({reason}): check this computer's clock, sign in to the network, or check the proxy.</source>
      <translation>{host} ne peut pas prouver son identité ({reason}) : vérifiez l’horloge de cet ordinateur, identifiez-vous sur le réseau, ou vérifiez le proxy.</translation>
    </message>
    <message>
      <source>No safe connection to {host} could be made: check the hub's address and the proxy. ({reason})</source>
      <translation>Impossible d’établir une connexion sûre avec {host} : vérifiez l’adresse du hub et le proxy. ({reason})</translation>
    </message>
    <message>
      <source>{host} was not found: check the internet connection and the hub's address.</source>
      <translation>{host} est introuvable : vérifiez la connexion à Internet et l’adresse du hub.</translation>
    </message>
    <message>
      <source>{url} leads to an unsafe address: sign in to the network, or check the hub's address.</source>
      <translation>{url} mène à une adresse non sûre : identifiez-vous sur le réseau, ou vérifiez l’adresse du hub.</translation>
    </message>
    <message>
      <source>There is no folder {folder}.</source>
      <translation>Il n’y a pas de dossier {folder}.</translation>
    </message>
    <message>
      <source>{folder} holds no weights: choose a folder as open_clip saves it, or a file of weights.</source>
      <translation>{folder} ne contient pas de poids : choisissez un dossier enregistré par open_clip, ou un fichier de poids.</translation>
    </message>
    <message>
      <source>{source} loads but computes nothing: its weights are damaged. Get it again.</source>
      <translation>{source} se charge mais ne calcule rien : ses poids sont endommagés. Procurez-vous-le de nouveau.</translation>
    </message>
    <message>
      <source>{folder} has no {file}: choose a folder as open_clip saves it, or a file of weights.</source>
      <translation>{folder} ne contient pas {file} : choisissez un dossier enregistré par open_clip, ou un fichier de poids.</translation>
    </message>
    <message>
      <source>{path} cannot be read: {reason}.</source>
      <translation>{path} est illisible : {reason}.</translation>
    </message>
    <message>
      <source>The model cannot be written to {folder}: {reason}.</source>
      <translation>Impossible d’écrire le modèle dans {folder} : {reason}.</translation>
    </message>
    <message>
      <source>The built-in model is a part of the program: it stays.</source>
      <translation>Le modèle intégré fait partie du programme : il reste.</translation>
    </message>
    <message>
      <source>“{model}” does not lie in {folder}: there is nothing to remove.</source>
      <translation>« {model} » n’est pas dans {folder} : il n’y a rien à retirer.</translation>
    </message>
    <message>
      <source>The disk of {folder} needs {size} MB more room: free it and try again.</source>
      <translation>Il manque {size} Mo sur le disque de {folder} : libérez de la place et réessayez.</translation>
    </message>
    <message>
      <source>The disk of {folder} is full: make room and try again.</source>
      <translation>Le disque de {folder} est plein : faites de la place et réessayez.</translation>
    </message>
    <message>
      <source>“{model}” cannot be removed from {folder}: use another model, and try again. ({reason})</source>
      <translation>Impossible de retirer « {model} » de {folder} : utilisez un autre modèle et réessayez. ({reason})</translation>
    </message>
    <message>
      <source>“{model}” is arriving already: wait until it is there, or stop that first.</source>
      <translation>« {model} » est déjà en cours d’arrivée : attendez la fin, ou arrêtez-la d’abord.</translation>
    </message>
    <message>
      <source>patches by themselves (MaskCLIP)</source>
      <translation>fragments pris un à un (MaskCLIP)</translation>
    </message>
    <message>
      <source>“{model}” wants pictures that are not square or are padded: choose another model.</source>
      <translation>« {model} » veut des images qui ne sont pas carrées ou qui ont des marges : choisissez un autre modèle.</translation>
    </message>
    <message>
      <source>It needs the package transformers: {command}</source>
      <translation>Il lui faut le paquet transformers : {command}</translation>
    </message>
    <message>
      <source>Installers leave out what it needs: install Photo Sorter by pip, with the extra “multilingual”.</source>
      <translation>Les installateurs ne contiennent pas ce qu’il lui faut : installez Photo Sorter avec pip et l’extra « multilingual ».</translation>
    </message>
    <message>
      <source>{path} does not describe an image–text model: download it again.</source>
      <translation>{path} ne décrit pas un modèle image-texte : téléchargez-le de nouveau.</translation>
    </message>
    <message>
      <source>“{model}” has no weights in {folder}: download it again or choose another model.</source>
      <translation>« {model} » n’a pas de poids dans {folder} : téléchargez-le de nouveau ou choisissez un autre modèle.</translation>
    </message>
    <message>
      <source>There is no weights file {path}.</source>
      <translation>Il n’y a pas de fichier de poids {path}.</translation>
    </message>
    <message>
      <source>“{architecture}” needs more files than its weights: use local-dir:FOLDER.</source>
      <translation>« {architecture} » a besoin de plus de fichiers que ses poids : utilisez local-dir:DOSSIER.</translation>
    </message>
    <message>
      <source>open_clip knows no weights “{tag}” of {architecture}; it knows {known}.</source>
      <translation>open_clip ne connaît pas de poids « {tag} » pour {architecture} ; il connaît {known}.</translation>
    </message>
    <message>
      <source>“{architecture}” is no architecture that open_clip knows: look at its name again.</source>
      <translation>« {architecture} » n’est pas une architecture que connaît open_clip : vérifiez son nom.</translation>
    </message>
    <message>
      <source>“{model}” takes a part of itself from the internet whenever it is loaded: choose another.</source>
      <translation>« {model} » prend une partie de lui-même sur Internet à chaque chargement : choisissez-en un autre.</translation>
    </message>
    <message>
      <source>“{model}” mixes two activations (QuickGELU mismatch): the weights were trained with GELU, the architecture computes QuickGELU. Choose the same model without “-quickgelu” in the architecture's name.</source>
      <translation>« {model} » mélange deux activations (incompatibilité QuickGELU) : les poids ont été entraînés avec GELU, l’architecture calcule QuickGELU. Choisissez le même modèle sans « -quickgelu » dans le nom de l’architecture.</translation>
    </message>
    <message>
      <source>{path} is a program and was not opened: get “{model}” as a .safetensors file.</source>
      <translation>{path} est un programme et n’a pas été ouvert : procurez-vous « {model} » en fichier .safetensors.</translation>
    </message>
    <message>
      <source>“{model}” has no {file} in {folder}: download it again.</source>
      <translation>« {model} » n’a pas de {file} dans {folder} : téléchargez-le de nouveau.</translation>
    </message>
    <message>
      <source>“{model}” cannot be used yet. {advice}</source>
      <translation>« {model} » n’est pas encore utilisable. {advice}</translation>
    </message>
    <message>
      <source>open_clip has no weights for “{architecture}”. Models are named like {example}.</source>
      <translation>open_clip n’a pas de poids pour « {architecture} ». Un modèle se nomme comme {example}.</translation>
    </message>
    <message>
      <source>{path} cannot be read as a model's configuration: download it again.</source>
      <translation>{path} ne se lit pas comme la configuration d’un modèle : téléchargez-le de nouveau.</translation>
    </message>
    <message>
      <source>“{model}” mixes two activations (QuickGELU mismatch): the weights were trained with QuickGELU, the architecture computes GELU. Choose the same model with “-quickgelu” after the architecture's name.</source>
      <translation>« {model} » mélange deux activations (incompatibilité QuickGELU) : les poids ont été entraînés avec QuickGELU, l’architecture calcule GELU. Choisissez le même modèle avec « -quickgelu » après le nom de l’architecture.</translation>
    </message>
    <message>
      <source>{source} holds more than plain weights and was not opened: get it as .safetensors.</source>
      <translation>{source} contient plus que de simples poids et n’a pas été ouvert : procurez-vous-le en .safetensors.</translation>
    </message>
    <message>
      <source>“{model}” cannot be loaded from {source}: get it again. ({reason})</source>
      <translation>Impossible de charger « {model} » depuis {source} : procurez-vous-le de nouveau. ({reason})</translation>
    </message>
    <message>
      <source>“{model}” is built in a way that does not tell where in a picture it sees something.</source>
      <translation>La construction de « {model} » ne permet pas de dire où il voit quelque chose dans une image.</translation>
    </message>
    <message>
      <source>feature map (CAM)</source>
      <translation>carte de caractéristiques (CAM)</translation>
    </message>
    <message>
      <source>The built-in model's file {file} is damaged: install Photo Sorter again.</source>
      <translation>Le fichier {file} du modèle intégré est endommagé : réinstallez Photo Sorter.</translation>
    </message>
    <message>
      <source>The built-in model in {folder} is incomplete: install Photo Sorter again.</source>
      <translation>Le modèle intégré dans {folder} est incomplet : réinstallez Photo Sorter.</translation>
    </message>
    <message>
      <source>{url} gives another part than was asked for: check the hub's address.</source>
      <translation>{url} donne une autre partie que celle demandée : vérifiez l’adresse du hub.</translation>
    </message>
    <message>
      <source>A web page came instead of {file}: sign in to the network, or check the hub's address, and download again.</source>
      <translation>Une page Web est arrivée à la place de {file} : identifiez-vous sur le réseau, ou vérifiez l’adresse du hub, et recommencez le téléchargement.</translation>
    </message>
    <message>
      <source>Nothing came of {file}: try again later.</source>
      <translation>Rien n’est arrivé de {file} : réessayez plus tard.</translation>
    </message>
    <message>
      <source>The connection broke off after {size} bytes of {file}; they are kept: download again.</source>
      <translation>La connexion s’est interrompue après {size} o de {file} ; ils sont conservés : recommencez le téléchargement.</translation>
    </message>
    <message>
      <source>The download was stopped; what arrived is kept.</source>
      <translation>Le téléchargement a été arrêté ; ce qui est arrivé est conservé.</translation>
    </message>
    <message>
      <source>{file} arrived damaged (its SHA-256 is wrong) and was thrown away: download again.</source>
      <translation>{file} est arrivé endommagé (son SHA-256 est faux) et a été jeté : recommencez le téléchargement.</translation>
    </message>
    <message>
      <source>{file} fits {architectures} alike: name the architecture that it was trained as.</source>
      <translation>{file} convient aussi bien à {architectures} : indiquez l’architecture avec laquelle il a été entraîné.</translation>
    </message>
    <message>
      <source>{file} fits no architecture that open_clip knows: install the folder that it comes from, with its open_clip_config.json.</source>
      <translation>{file} ne convient à aucune architecture connue d’open_clip : installez le dossier d’où il vient, avec son open_clip_config.json.</translation>
    </message>
    <message>
      <source>{path} is a web page, not weights: download the file itself.</source>
      <translation>{path} est une page Web, pas des poids : téléchargez le fichier lui-même.</translation>
    </message>
    <message>
      <source>{path} is no file of weights: choose a .safetensors or .bin file.</source>
      <translation>{path} n’est pas un fichier de poids : choisissez un fichier .safetensors ou .bin.</translation>
    </message>
    <message>
      <source>{path} is a program and was not opened: get the model as a .safetensors file.</source>
      <translation>{path} est un programme et n’a pas été ouvert : procurez-vous le modèle en fichier .safetensors.</translation>
    </message>
    <message>
      <source>{path} holds no weights: choose a .safetensors or .bin file of a model.</source>
      <translation>{path} ne contient pas de poids : choisissez un fichier .safetensors ou .bin d’un modèle.</translation>
    </message>
    <message>
      <source>{path} is damaged or ends early: get it again. ({reason})</source>
      <translation>{path} est endommagé ou s’arrête trop tôt : procurez-vous-le de nouveau. ({reason})</translation>
    </message>
    <message>
      <source>{path} holds more than plain weights and was not opened: get it as .safetensors.</source>
      <translation>{path} contient plus que de simples poids et n’a pas été ouvert : procurez-vous-le en .safetensors.</translation>
    </message>
    <message>
      <source>{path} is damaged or ends early: get it again.</source>
      <translation>{path} est endommagé ou s’arrête trop tôt : procurez-vous-le de nouveau.</translation>
    </message>
    <message>
      <source> and </source>
      <translation> et </translation>
    </message>
    <message>
      <source>Photos cannot be opened: the process that reads them does not start. Close other programs and start Photo Sorter again; if that does not help, install it again.</source>
      <translation>Impossible d’ouvrir les photos : le processus qui les lit ne démarre pas. Fermez d’autres programmes et relancez Photo Sorter ; si cela n’aide pas, réinstallez-le.</translation>
    </message>
    <message>
      <source>Cannot read {name}: it took longer than {seconds} seconds.</source>
      <translation>Impossible de lire {name} : cela a pris plus de {seconds} s.</translation>
    </message>
    <message>
      <source>Cannot read {name}: it has {count} megapixels, and the limit is {most}.</source>
      <translation>Impossible de lire {name} : il fait {count} Mpx, et la limite est de {most}.</translation>
    </message>
    <message>
      <source>Cannot read {name}: it is a camera raw file without a preview that can be used. It needs the package rawpy ({command}).</source>
      <translation>Impossible de lire {name} : c’est un fichier RAW sans aperçu utilisable. Il faut le paquet rawpy ({command}).</translation>
    </message>
    <message>
      <source>Cannot read {name}: Photo Sorter has a fault with it ({fault}), noted in its log.</source>
      <translation>Impossible de lire {name} : Photo Sorter a rencontré une erreur ({fault}), notée dans son journal.</translation>
    </message>
    <message>
      <source>There is no space left for thumbnails in {folder}. Free some space; the rest will then be added.</source>
      <translation>Il n’y a plus de place pour les miniatures dans {folder}. Libérez-en ; le reste sera alors ajouté.</translation>
    </message>
    <message>
      <source>Thumbnails cannot be written to {folder}: the folder is read-only.</source>
      <translation>Impossible d’écrire les miniatures dans {folder} : le dossier est en lecture seule.</translation>
    </message>
    <message>
      <source>Thumbnails cannot be written to {folder}: {reason}.</source>
      <translation>Impossible d’écrire les miniatures dans {folder} : {reason}.</translation>
    </message>
    <message>
      <source>you have no permission to read it</source>
      <translation>vous n’avez pas le droit de le lire</translation>
    </message>
    <message>
      <source>it is not there any more</source>
      <translation>il n’est plus là</translation>
    </message>
    <message>
      <source>it is a folder</source>
      <translation>c’est un dossier</translation>
    </message>
    <message>
      <source>it is not a file</source>
      <translation>ce n’est pas un fichier</translation>
    </message>
    <message>
      <source>the file is empty</source>
      <translation>le fichier est vide</translation>
    </message>
    <message>
      <source>the file ends early</source>
      <translation>le fichier s’arrête trop tôt</translation>
    </message>
    <message>
      <source>it is damaged</source>
      <translation>il est endommagé</translation>
    </message>
    <message>
      <source>it is damaged, or of a variant that Photo Sorter does not know</source>
      <translation>il est endommagé, ou d’une variante que Photo Sorter ne connaît pas</translation>
    </message>
    <message>
      <source>it is not an image, or of a kind that Photo Sorter does not know</source>
      <translation>ce n’est pas une image, ou d’un genre que Photo Sorter ne connaît pas</translation>
    </message>
    <message>
      <source>it claims to hold far more pixels than a photo has</source>
      <translation>il prétend contenir bien plus de pixels qu’une photo</translation>
    </message>
    <message>
      <source>it needs more memory than one photo may take</source>
      <translation>il demande plus de mémoire qu’une photo ne peut en prendre</translation>
    </message>
    <message>
      <source>it made the decoder break off</source>
      <translation>il a interrompu le décodeur</translation>
    </message>
    <message>
      <source>it has changed since it was indexed</source>
      <translation>il a changé depuis son indexation</translation>
    </message>
    <message>
      <source>it is in the cloud only, and is read once it is on this computer</source>
      <translation>il est seulement dans le cloud, et sera lu une fois sur cet ordinateur</translation>
    </message>
    <message>
      <source>it is a camera raw file without a preview that can be used</source>
      <translation>c’est un fichier RAW sans aperçu utilisable</translation>
    </message>
    <message>
      <source>Cannot read {name}: {reason}.</source>
      <translation>Impossible de lire {name} : {reason}.</translation>
    </message>
    <message>
      <source>It will be tried again when it changes.</source>
      <translation>Une nouvelle tentative aura lieu quand il changera.</translation>
    </message>
    <message>
      <source>It cannot be read: {reason}.</source>
      <translation>Impossible de le lire : {reason}.</translation>
    </message>
    <message>
      <source>It is not there any more, or is a link that leads nowhere.</source>
      <translation>Il n’est plus là, ou c’est un lien qui ne mène nulle part.</translation>
    </message>
    <message>
      <source>It is a link that leads back to itself.</source>
      <translation>C’est un lien qui ramène à lui-même.</translation>
    </message>
    <message>
      <source>You have no permission to read it.</source>
      <translation>Vous n’avez pas le droit de le lire.</translation>
    </message>
    <message>
      <source>It is not a file any more.</source>
      <translation>Ce n’est plus un fichier.</translation>
    </message>
    <message>
      <source>Its time lies centuries away, and could not be kept. Set it right first.</source>
      <translation>Sa date est à des siècles d’ici, et ne pourrait pas être conservée. Corrigez-la d’abord.</translation>
    </message>
    <message>
      <source>The folder {path} cannot be made: {reason}.</source>
      <translation>Impossible de créer le dossier {path} : {reason}.</translation>
    </message>
    <message>
      <source>{path} cannot be removed: {reason}.</source>
      <translation>Impossible de supprimer {path} : {reason}.</translation>
    </message>
    <message>
      <source>The folder {path} cannot be written: {reason}.</source>
      <translation>Impossible d’écrire le dossier {path} : {reason}.</translation>
    </message>
    <message>
      <source>The copy of {path} does not read as it was written. Check the disk.</source>
      <translation>La copie de {path} ne se relit pas comme elle a été écrite. Vérifiez le disque.</translation>
    </message>
    <message>
      <source>{path} has changed since the preview was made.</source>
      <translation>{path} a changé depuis l’aperçu.</translation>
    </message>
    <message>
      <source>{path} cannot be put into {folder}: {reason}.</source>
      <translation>Impossible de mettre {path} dans {folder} : {reason}.</translation>
    </message>
    <message>
      <source>its links lead in a circle</source>
      <translation>ses liens tournent en rond</translation>
    </message>
    <message>
      <source>{path} was left alone: there is a {target} already.</source>
      <translation>{path} n’a pas été touché : {target} existe déjà.</translation>
    </message>
    <message>
      <source>there is no space left on the disk</source>
      <translation>il n’y a plus de place sur le disque</translation>
    </message>
    <message>
      <source>you have no permission</source>
      <translation>vous n’en avez pas le droit</translation>
    </message>
    <message>
      <source>“{folder}” does not answer: its disk, or the computer that shares it, may be off or busy. Its photos stay in the library, and it is looked at again once it answers.</source>
      <translation>« {folder} » ne répond pas : son disque, ou l’ordinateur qui le partage, est peut-être éteint ou occupé. Ses photos restent dans la bibliothèque, et il sera de nouveau examiné dès qu’il répondra.</translation>
    </message>
    <message>
      <source>The name of {path} is not valid text, so it was left out. Rename it to add it.</source>
      <translation>Le nom de {path} n’est pas un texte valide, il a donc été laissé de côté. Renommez-le pour l’ajouter.</translation>
    </message>
    <message>
      <source>Cannot read the folder {folder}: {reason}.</source>
      <translation>Impossible de lire le dossier {folder} : {reason}.</translation>
    </message>
    <message>
      <source>The folder {folder} is not there. If it is on a disk that is not connected, connect it.</source>
      <translation>Le dossier {folder} n’est pas là. S’il est sur un disque débranché, branchez-le.</translation>
    </message>
    <message>
      <source>{folder} is not a folder.</source>
      <translation>{folder} n’est pas un dossier.</translation>
    </message>
    <message>
      <source>Cannot add {path}: it cannot be found. Choose a folder of photos.</source>
      <translation>Impossible d’ajouter {path} : il est introuvable. Choisissez un dossier de photos.</translation>
    </message>
    <message>
      <source>Cannot add {path}: it is a file, not a folder. Choose a folder of photos.</source>
      <translation>Impossible d’ajouter {path} : c’est un fichier, pas un dossier. Choisissez un dossier de photos.</translation>
    </message>
    <message>
      <source>Cannot look into {path}: {reason}.</source>
      <translation>Impossible de regarder dans {path} : {reason}.</translation>
    </message>
    <message>
      <source>you have no permission to write there</source>
      <translation>vous n’avez pas le droit d’y écrire</translation>
    </message>
    <message>
      <source>another program has just made it; try again</source>
      <translation>un autre programme vient de le créer ; réessayez</translation>
    </message>
    <message>
      <source>it is a link to another file</source>
      <translation>c’est un lien vers un autre fichier</translation>
    </message>
    <message>
      <source>it is write-protected</source>
      <translation>il est protégé en écriture</translation>
    </message>
    <message>
      <source>another program has just changed it; try again</source>
      <translation>un autre programme vient de le modifier ; réessayez</translation>
    </message>
    <message>
      <source>its photo is not there any more</source>
      <translation>sa photo n’est plus là</translation>
    </message>
    <message>
      <source>{path} was not written: {reason}.</source>
      <translation>{path} n’a pas été écrit : {reason}.</translation>
    </message>
    <message>
      <source>you have no permission to move it</source>
      <translation>vous n’avez pas le droit de le déplacer</translation>
    </message>
    <message>
      <source>{path} was not taken back: the trash does not hold it any more.</source>
      <translation>{path} n’a pas été récupéré : la corbeille ne le contient plus.</translation>
    </message>
    <message>
      <source>{path} was not taken back: its folder is not there. It stays in the trash.</source>
      <translation>{path} n’a pas été récupéré : son dossier n’est pas là. Il reste dans la corbeille.</translation>
    </message>
    <message>
      <source>{path} was not taken back: another file lies there now. It stays in the trash.</source>
      <translation>{path} n’a pas été récupéré : un autre fichier est maintenant à sa place. Il reste dans la corbeille.</translation>
    </message>
    <message>
      <source>{path} was not moved: the disk it is on has no trash that can be used. Move it by hand.</source>
      <translation>{path} n’a pas été déplacé : son disque n’a pas de corbeille utilisable. Déplacez-le à la main.</translation>
    </message>
    <message>
      <source>{path} was not moved to the trash: {reason}.</source>
      <translation>{path} n’a pas été mis à la corbeille : {reason}.</translation>
    </message>
    <message>
      <source>{path} stays in the trash. {why}</source>
      <translation>{path} reste dans la corbeille. {why}</translation>
    </message>
    <message>
      <source>Cannot use the folder {folder}: {reason}.</source>
      <translation>Impossible d’utiliser le dossier {folder} : {reason}.</translation>
    </message>
    <message>
      <source>{folder} is on a disk that is not there. Connect it first.</source>
      <translation>{folder} est sur un disque absent. Branchez-le d’abord.</translation>
    </message>
    <message>
      <source>{folder} is a link that leads back to itself. Choose another destination.</source>
      <translation>{folder} est un lien qui ramène à lui-même. Choisissez une autre destination.</translation>
    </message>
    <message>
      <source>Nothing can be written to {folder}. Choose another destination.</source>
      <translation>Impossible d’écrire dans {folder}. Choisissez une autre destination.</translation>
    </message>
    <message>
      <source>{folder} is a file. Choose a folder as the destination.</source>
      <translation>{folder} est un fichier. Choisissez un dossier comme destination.</translation>
    </message>
    <message>
      <source>{folder} is a link that leads nowhere. Choose another destination.</source>
      <translation>{folder} est un lien qui ne mène nulle part. Choisissez une autre destination.</translation>
    </message>
    <message>
      <source>Changes in {folder} are only seen by regular scans: {reason}.</source>
      <translation>Les changements dans {folder} ne sont vus que par des parcours réguliers : {reason}.</translation>
    </message>
    <message>
      <source>Changes in {folder} are only seen by regular scans, for the system watches too many folders already. Raise the limit: sudo sysctl fs.inotify.max_user_instances=1024</source>
      <translation>Les changements dans {folder} ne sont vus que par les parcours réguliers, car le système surveille déjà trop de dossiers. Augmentez la limite : sudo sysctl fs.inotify.max_user_instances=1024</translation>
    </message>
    <message>
      <source>Changes in {folder} are only seen by regular scans, for the system watches too many folders already. Raise the limit: sudo sysctl fs.inotify.max_user_watches=1048576</source>
      <translation>Les changements dans {folder} ne sont vus que par des parcours réguliers, car le système surveille déjà trop de dossiers. Relevez la limite : sudo sysctl fs.inotify.max_user_watches=1048576</translation>
    </message>
    <message>
      <source>its {property} is written in a way that Photo Sorter does not know</source>
      <translation>son champ {property} est écrit d’une façon que Photo Sorter ne connaît pas</translation>
    </message>
    <message>
      <source>it is too large for a sidecar</source>
      <translation>il est trop gros pour un fichier annexe</translation>
    </message>
    <message>
      <source>it declares a document type, which XMP does not have</source>
      <translation>il déclare un type de document, ce qui n’existe pas en XMP</translation>
    </message>
    <message>
      <source>it is no XMP</source>
      <translation>ce n’est pas du XMP</translation>
    </message>
    <message>
      <source>it is no XMP, or damaged</source>
      <translation>ce n’est pas du XMP, ou il est endommagé</translation>
    </message>
    <message>
      <source>The settings cannot be kept in {path} ({reason}): they hold until the program ends.</source>
      <translation>Les paramètres ne peuvent pas être conservés dans {path} ({reason}) : ils valent jusqu’à la fin du programme.</translation>
    </message>
    <message>
      <source>Another program has the library {path} open. Close it there first. Nothing was changed.</source>
      <translation>Un autre programme a ouvert la bibliothèque {path}. Fermez-la d’abord dans celui-ci. Rien n’a été changé.</translation>
    </message>
    <message>
      <source>The library {path} cannot be replaced ({reason}). It is as it was.</source>
      <translation>Impossible de remplacer la bibliothèque {path} ({reason}). Elle est telle qu’elle était.</translation>
    </message>
    <message>
      <source>The library {path} cannot be opened for writing ({reason}). Give it a folder that you may write to: photo-sorter --home FOLDER.</source>
      <translation>La bibliothèque {path} ne peut pas être ouverte en écriture ({reason}). Donnez-lui un dossier où vous avez le droit d’écrire : photo-sorter --home DOSSIER.</translation>
    </message>
    <message>
      <source>The library {path} is damaged ({reason}). Your photos are not affected. `photo-sorter repair` saves all of the library that can be read; the window offers it, too.</source>
      <translation>La bibliothèque {path} est endommagée ({reason}). Vos photos ne sont pas touchées. `photo-sorter repair` sauve tout ce qui peut encore en être lu ; la fenêtre le propose aussi.</translation>
    </message>
    <message>
      <source>There is no space left on the disk of the library {path}. Free some space; the work goes on then.</source>
      <translation>Il n’y a plus de place sur le disque de la bibliothèque {path}. Libérez-en ; le travail reprendra alors.</translation>
    </message>
    <message>
      <source>The library {path} is locked by another program. Close that program and try again.</source>
      <translation>La bibliothèque {path} est verrouillée par un autre programme. Fermez ce programme et réessayez.</translation>
    </message>
    <message>
      <source>The disk of the library {path} reports a fault ({reason}). Check the disk and try again.</source>
      <translation>Le disque de la bibliothèque {path} signale une erreur ({reason}). Vérifiez le disque et réessayez.</translation>
    </message>
    <message>
      <source>the table {name} is missing</source>
      <translation>la table {name} manque</translation>
    </message>
    <message>
      <source>The library {path} is damaged: {reason}.</source>
      <translation>La bibliothèque {path} est endommagée : {reason}.</translation>
    </message>
    <message>
      <source>The library {path} was written by a newer Photo Sorter (version {version} of the schema; this program knows {known}). Nothing was changed. Install the newer program to open it.</source>
      <translation>La bibliothèque {path} a été écrite par une version plus récente de Photo Sorter (version {version} du schéma ; ce programme connaît la version {known}). Rien n’a été modifié. Installez la version plus récente pour l’ouvrir.</translation>
    </message>
    <message>
      <source>There is no library at {path} yet. Add a folder of photos first.</source>
      <translation>Il n’y a pas encore de bibliothèque dans {path}. Ajoutez d’abord un dossier de photos.</translation>
    </message>
    <message numerus="yes">
      <source>The library {path} has {n} rows that point to nothing.</source>
      <translation>
        <numerusform>La bibliothèque {path} contient {n} ligne qui ne mène à rien.</numerusform>
        <numerusform>La bibliothèque {path} contient {n} lignes qui ne mènent à rien.</numerusform>
      </translation>
    </message>
    <message>
      <source>Photo Sorter is already open with the library {path}. Close it there first, or use that window.</source>
      <translation>Photo Sorter est déjà ouvert avec la bibliothèque {path}. Fermez-le d’abord, ou utilisez cette fenêtre-là.</translation>
    </message>
    <message>
      <source>The library {path} is from an older Photo Sorter. Open the window once to bring it up to date.</source>
      <translation>La bibliothèque {path} vient d’une version plus ancienne de Photo Sorter. Ouvrez une fois la fenêtre pour la mettre à jour.</translation>
    </message>
    <message>
      <source>Recovered set {number}</source>
      <translation>Ensemble récupéré {number}</translation>
    </message>
    <message>
      <source>Recovered category {number}</source>
      <translation>Catégorie récupérée {number}</translation>
    </message>
    <message>
      <source>The library {path} is damaged, and was written by a newer Photo Sorter. Nothing was changed. Install the newer program to repair it.</source>
      <translation>La bibliothèque {path} est endommagée, et a été écrite par un Photo Sorter plus récent. Rien n’a été changé. Installez le programme plus récent pour la réparer.</translation>
    </message>
    <message>
      <source>There are two saved searches called “{name}”. Give one of them another name.</source>
      <translation>Il y a deux recherches enregistrées nommées « {name} ». Donnez un autre nom à l’une d’elles.</translation>
    </message>
    <message>
      <source>Photos that could not be read</source>
      <translation>Photos qui n’ont pas pu être lues</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos could not be read</source>
      <translation>
        <numerusform>{n} photo n’a pas pu être lue</numerusform>
        <numerusform>{n} photos n’ont pas pu être lues</numerusform>
      </translation>
    </message>
    <message>
      <source>No photos</source>
      <translation>Aucune photo</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos are answered differently: {first} has {first_right} of them right, {second} {second_right}.</source>
      <translation>
        <numerusform>Réponse différente pour {n} photo. Réponses justes : {first} {first_right}, {second} {second_right}.</numerusform>
        <numerusform>Réponses différentes pour {n} photos. Réponses justes : {first} {first_right}, {second} {second_right}.</numerusform>
      </translation>
    </message>
    <message>
      <source>Right of all</source>
      <translation>Justesse globale</translation>
    </message>
    <message>
      <source>As the library would sort them. “Not sure” and “none of these” count as not right.</source>
      <translation>Comme la bibliothèque les classerait. « Incertain » et « aucune classe » comptent comme non justes.</translation>
    </message>
    <message>
      <source>Forced choice</source>
      <translation>Choix forcé</translation>
    </message>
    <message>
      <source>If every photo had to go to its likeliest class.</source>
      <translation>Si chaque photo devait aller dans sa classe la plus probable.</translation>
    </message>
    <message>
      <source>Answered</source>
      <translation>Réponses données</translation>
    </message>
    <message>
      <source>Photos that would be sorted into a class: neither “not sure” nor “none of these”.</source>
      <translation>Photos qui seraient classées : ni « incertain », ni « aucune classe ».</translation>
    </message>
    <message>
      <source>Right when answered</source>
      <translation>Justesse des réponses</translation>
    </message>
    <message>
      <source>How many of those are right.</source>
      <translation>Combien de ces réponses sont justes.</translation>
    </message>
    <message>
      <source>As sorted</source>
      <translation>Classement réel</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos differ</source>
      <translation>
        <numerusform>{n} photo diffère</numerusform>
        <numerusform>{n} photos diffèrent</numerusform>
      </translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>Photos</translation>
    </message>
    <message>
      <source>Choose a cell to see its photos.</source>
      <translation>Choisissez une case pour voir ses photos.</translation>
    </message>
    <message numerus="yes">
      <source>None of {n} photos could be read. {reason}</source>
      <translation>
        <numerusform>La photo n’a pas pu être lue. {reason}</numerusform>
        <numerusform>Aucune des {n} photos n’a pu être lue. {reason}</numerusform>
      </translation>
    </message>
    <message>
      <source>One subfolder a class, or a CSV file with the columns path and label</source>
      <translation>Un sous-dossier par classe, ou un fichier CSV avec les colonnes path et label</translation>
    </message>
    <message>
      <source>Review asks about the hardest photos, and each counts here as if you had not judged it: your library as a whole is sorted better than this.</source>
      <translation>La vérification porte sur les photos les plus difficiles, et chacune compte ici comme si vous ne l’aviez pas jugée : dans son ensemble, votre bibliothèque est mieux classée que cela.</translation>
    </message>
    <message>
      <source>There is no photo to check.</source>
      <translation>Il n’y a aucune photo à vérifier.</translation>
    </message>
    <message>
      <source>Check accuracy</source>
      <translation>Mesurer la justesse</translation>
    </message>
    <message>
      <source>On what I decided</source>
      <translation>Sur ce que j’ai décidé</translation>
    </message>
    <message>
      <source>On a labelled folder…</source>
      <translation>Sur un dossier annoté…</translation>
    </message>
    <message>
      <source>Choose a CSV file of labels</source>
      <translation>Choisir un fichier CSV d’annotations</translation>
    </message>
    <message>
      <source>Compare with model</source>
      <translation>Comparer au modèle</translation>
    </message>
    <message>
      <source>Compare with</source>
      <translation>Comparer à</translation>
    </message>
    <message>
      <source>Check</source>
      <translation>Mesurer</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>Progression</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Checks how often photos are sorted as you would sort them.</source>
      <translation>Mesure combien de fois les photos sont classées comme vous le feriez.</translation>
    </message>
    <message>
      <source>No other model</source>
      <translation>Aucun autre modèle</translation>
    </message>
    <message>
      <source>Choose a labelled folder</source>
      <translation>Choisir un dossier annoté</translation>
    </message>
    <message>
      <source>CSV files (*.csv);;All files (*)</source>
      <translation>Fichiers CSV (*.csv);;Tous les fichiers (*)</translation>
    </message>
    <message>
      <source>Starting…</source>
      <translation>Démarrage…</translation>
    </message>
    <message>
      <source>Folder…</source>
      <translation>Dossier…</translation>
    </message>
    <message>
      <source>CSV…</source>
      <translation>CSV…</translation>
    </message>
    <message>
      <source>Say yes or no to some photos first</source>
      <translation>Dites d’abord oui ou non à quelques photos</translation>
    </message>
    <message>
      <source>none of these</source>
      <translation>aucune classe</translation>
    </message>
    <message>
      <source>not sure</source>
      <translation>incertain</translation>
    </message>
    <message>
      <source>something else</source>
      <translation>autre chose</translation>
    </message>
    <message numerus="yes">
      <source>{n} of {photos} ({share} %) were taken for “{answer}”.</source>
      <translation>
        <numerusform>Sur {photos}, {n} a été prise pour « {answer} » ({share} %).</numerusform>
        <numerusform>Sur {photos}, {n} ont été prises pour « {answer} » ({share} %).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos of “{truth}”</source>
      <translation>
        <numerusform>{n} photo de « {truth} »</numerusform>
        <numerusform>{n} photos de « {truth} »</numerusform>
      </translation>
    </message>
    <message>
      <source>{count} of {photos} ({share} %): the machine is not sure.</source>
      <translation>Sur {photos}, la machine est incertaine pour {count} ({share} %).</translation>
    </message>
    <message numerus="yes">
      <source>{n} of {photos} ({share} %) were not taken for what they are not.</source>
      <translation>
        <numerusform>Sur {photos}, {n} n’a pas été prise pour ce qu’elle n’est pas ({share} %).</numerusform>
        <numerusform>Sur {photos}, {n} n’ont pas été prises pour ce qu’elles ne sont pas ({share} %).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} of {photos} ({share} %) were recognised.</source>
      <translation>
        <numerusform>Sur {photos}, {n} a été reconnue ({share} %).</numerusform>
        <numerusform>Sur {photos}, {n} ont été reconnues ({share} %).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} of {photos} ({share} %) were taken for none of these.</source>
      <translation>
        <numerusform>Sur {photos}, {n} n’a été rangée dans aucune classe ({share} %).</numerusform>
        <numerusform>Sur {photos}, {n} n’ont été rangées dans aucune classe ({share} %).</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos of something else</source>
      <translation>
        <numerusform>{n} photo d’autre chose</numerusform>
        <numerusform>{n} photos d’autre chose</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos that are none of these</source>
      <translation>
        <numerusform>{n} photo d’aucune classe</numerusform>
        <numerusform>{n} photos d’aucune classe</numerusform>
      </translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>Classes</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>Classe</translation>
    </message>
    <message>
      <source>How many photos are of this class</source>
      <translation>Combien de photos sont de cette classe</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>Précision</translation>
    </message>
    <message>
      <source>How many of the photos taken for this class are of it</source>
      <translation>Combien de photos prises pour cette classe en sont</translation>
    </message>
    <message>
      <source>Recall</source>
      <translation>Rappel</translation>
    </message>
    <message>
      <source>How many photos of this class were recognised</source>
      <translation>Combien de photos de cette classe ont été reconnues</translation>
    </message>
    <message>
      <source>Confusion matrix</source>
      <translation>Matrice de confusion</translation>
    </message>
    <message>
      <source>answer →
truth ↓</source>
      <translation>réponse →
vérité ↓</translation>
    </message>
    <message>
      <source>Sort into folders</source>
      <translation>Ranger dans des dossiers</translation>
    </message>
    <message>
      <source>The library has changed since.</source>
      <translation>La bibliothèque a changé depuis.</translation>
    </message>
    <message>
      <source>Refresh the preview</source>
      <translation>Actualiser l’aperçu</translation>
    </message>
    <message>
      <source>Save as Text…</source>
      <translation>Enregistrer comme texte…</translation>
    </message>
    <message>
      <source>Runs…</source>
      <translation>Opérations…</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Where to?</source>
      <translation>Vers quel dossier ?</translation>
    </message>
    <message>
      <source>Choose a folder, and see here what would go where. Nothing is moved yet.</source>
      <translation>Choisissez un dossier pour voir ici ce qui irait où. Rien n’est encore déplacé.</translation>
    </message>
    <message>
      <source>No preview</source>
      <translation>Pas d’aperçu</translation>
    </message>
    <message>
      <source>Destination folder</source>
      <translation>Dossier de destination</translation>
    </message>
    <message>
      <source>Where to</source>
      <translation>Destination</translation>
    </message>
    <message>
      <source>Into which folders</source>
      <translation>Dans quels dossiers</translation>
    </message>
    <message>
      <source>Leave where they are</source>
      <translation>Les laisser où elles sont</translation>
    </message>
    <message>
      <source>Put into a folder</source>
      <translation>Les mettre dans un dossier</translation>
    </message>
    <message>
      <source>Not sorted</source>
      <translation>Non classées</translation>
    </message>
    <message>
      <source>Folder for photos without a sure category</source>
      <translation>Dossier des photos sans catégorie sûre</translation>
    </message>
    <message>
      <source>Photos without a sure category</source>
      <translation>Photos sans catégorie sûre</translation>
    </message>
    <message>
      <source>Give the new file a number</source>
      <translation>Numéroter le nouveau fichier</translation>
    </message>
    <message>
      <source>Leave the file where it is</source>
      <translation>Laisser le fichier où il est</translation>
    </message>
    <message>
      <source>When a name is taken</source>
      <translation>Quand un nom est déjà pris</translation>
    </message>
    <message>
      <source>What to do</source>
      <translation>Que faire</translation>
    </message>
    <message>
      <source>Finish or take back…</source>
      <translation>Terminer ou défaire…</translation>
    </message>
    <message>
      <source>Keep sorted</source>
      <translation>Garder rangé</translation>
    </message>
    <message>
      <source>Show…</source>
      <translation>Afficher…</translation>
    </message>
    <message>
      <source>Nothing was done</source>
      <translation>Rien n’a été fait</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Annuler</translation>
    </message>
    <message numerus="yes">
      <source>{n} files</source>
      <translation>
        <numerusform>{n} fichier</numerusform>
        <numerusform>{n} fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Link {n} files</source>
      <translation>
        <numerusform>Lier {n} fichier</numerusform>
        <numerusform>Lier {n} fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Link {n} files into {folder}</source>
      <translation>
        <numerusform>Lier {n} fichier dans {folder}</numerusform>
        <numerusform>Lier {n} fichiers dans {folder}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files were linked into {folder}.</source>
      <translation>
        <numerusform>{n} fichier a été lié dans {folder}.</numerusform>
        <numerusform>{n} fichiers ont été liés dans {folder}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files were taken back.</source>
      <translation>
        <numerusform>Opération défaite pour {n} fichier.</numerusform>
        <numerusform>Opération défaite pour {n} fichiers.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files could not be done.</source>
      <translation>
        <numerusform>{n} fichier n’a pas pu être traité.</numerusform>
        <numerusform>{n} fichiers n’ont pas pu être traités.</numerusform>
      </translation>
    </message>
    <message>
      <source>Linking…</source>
      <translation>Création des liens…</translation>
    </message>
    <message numerus="yes">
      <source>A run was interrupted: {n} of {total} files are linked into {folder}.</source>
      <translation>
        <numerusform>Une opération a été interrompue : {n} fichier sur {total} est lié dans {folder}.</numerusform>
        <numerusform>Une opération a été interrompue : {n} fichiers sur {total} sont liés dans {folder}.</numerusform>
      </translation>
    </message>
    <message>
      <source>Taking back…</source>
      <translation>Retour en arrière…</translation>
    </message>
    <message>
      <source>{number} of {count}</source>
      <translation>{number} sur {count}</translation>
    </message>
    <message>
      <source>under way</source>
      <translation>en cours</translation>
    </message>
    <message>
      <source>interrupted</source>
      <translation>interrompu</translation>
    </message>
    <message numerus="yes">
      <source>{n} files not done</source>
      <translation>
        <numerusform>{n} fichier non traité</numerusform>
        <numerusform>{n} fichiers non traités</numerusform>
      </translation>
    </message>
    <message>
      <source>cancelled</source>
      <translation>annulé</translation>
    </message>
    <message>
      <source>done</source>
      <translation>fait</translation>
    </message>
    <message numerus="yes">
      <source>Taking back a run was interrupted: {n} of {total} files are back where they were.</source>
      <translation>
        <numerusform>Le retour en arrière d’une opération a été interrompu : {n} fichier sur {total} est revenu comme avant.</numerusform>
        <numerusform>Le retour en arrière d’une opération a été interrompu : {n} fichiers sur {total} sont revenus comme avant.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Up to {n} more may be.</source>
      <translation>
        <numerusform>Peut-être {n} autre aussi.</numerusform>
        <numerusform>Peut-être jusqu’à {n} autres aussi.</numerusform>
      </translation>
    </message>
    <message>
      <source>Hard link</source>
      <translation>Lien physique</translation>
    </message>
    <message>
      <source>Symbolic link</source>
      <translation>Lien symbolique</translation>
    </message>
    <message>
      <source>The originals stay where they are.</source>
      <translation>Les originaux restent où ils sont.</translation>
    </message>
    <message>
      <source>Each original goes once its copy has been checked.</source>
      <translation>Chaque original part une fois sa copie vérifiée.</translation>
    </message>
    <message>
      <source>The same file under a second name. Takes no space; only within one disk.</source>
      <translation>Le même fichier sous un second nom. Ne prend pas de place ; seulement sur un même disque.</translation>
    </message>
    <message>
      <source>A pointer to the original. Takes no space; leads nowhere once the original is gone.</source>
      <translation>Un renvoi vers l’original. Ne prend pas de place ; ne mène nulle part une fois l’original disparu.</translation>
    </message>
    <message numerus="yes">
      <source>Copy {n} files</source>
      <translation>
        <numerusform>Copier {n} fichier</numerusform>
        <numerusform>Copier {n} fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Move {n} files</source>
      <translation>
        <numerusform>Déplacer {n} fichier</numerusform>
        <numerusform>Déplacer {n} fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Copy {n} files to {folder}</source>
      <translation>
        <numerusform>Copier {n} fichier vers {folder}</numerusform>
        <numerusform>Copier {n} fichiers vers {folder}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Move {n} files to {folder}</source>
      <translation>
        <numerusform>Déplacer {n} fichier vers {folder}</numerusform>
        <numerusform>Déplacer {n} fichiers vers {folder}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files were copied to {folder}.</source>
      <translation>
        <numerusform>{n} fichier a été copié vers {folder}.</numerusform>
        <numerusform>{n} fichiers ont été copiés vers {folder}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} files were moved to {folder}.</source>
      <translation>
        <numerusform>{n} fichier a été déplacé vers {folder}.</numerusform>
        <numerusform>{n} fichiers ont été déplacés vers {folder}.</numerusform>
      </translation>
    </message>
    <message>
      <source>Copying…</source>
      <translation>Copie…</translation>
    </message>
    <message>
      <source>Moving…</source>
      <translation>Déplacement…</translation>
    </message>
    <message>
      <source>{rate}/s</source>
      <translation>{rate}/s</translation>
    </message>
    <message numerus="yes">
      <source>partly taken back: {n} files</source>
      <translation>
        <numerusform>défait en partie : {n} fichier</numerusform>
        <numerusform>défait en partie : {n} fichiers</numerusform>
      </translation>
    </message>
    <message>
      <source>taken back</source>
      <translation>défait</translation>
    </message>
    <message>
      <source>waits</source>
      <translation>en attente</translation>
    </message>
    <message>
      <source>not done</source>
      <translation>non fait</translation>
    </message>
    <message numerus="yes">
      <source>A run was interrupted: {n} of {total} files are copied to {folder}.</source>
      <translation>
        <numerusform>Une opération a été interrompue : {n} fichier sur {total} est copié vers {folder}.</numerusform>
        <numerusform>Une opération a été interrompue : {n} fichiers sur {total} sont copiés vers {folder}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>A run was interrupted: {n} of {total} files are moved to {folder}.</source>
      <translation>
        <numerusform>Une opération a été interrompue : {n} fichier sur {total} est déplacé vers {folder}.</numerusform>
        <numerusform>Une opération a été interrompue : {n} fichiers sur {total} sont déplacés vers {folder}.</numerusform>
      </translation>
    </message>
    <message>
      <source>For example {path}</source>
      <translation>Par exemple {path}</translation>
    </message>
    <message>
      <source>Category</source>
      <translation>Catégorie</translation>
    </message>
    <message>
      <source>Choose a folder, or drop one here</source>
      <translation>Choisissez un dossier, ou déposez-en un ici</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>Choisir…</translation>
    </message>
    <message numerus="yes">
      <source>Take out {n} files</source>
      <translation>
        <numerusform>Retirer {n} fichier du plan</numerusform>
        <numerusform>Retirer {n} fichiers du plan</numerusform>
      </translation>
    </message>
    <message>
      <source>Send to {folder}</source>
      <translation>Envoyer vers {folder}</translation>
    </message>
    <message>
      <source>Stay where they are</source>
      <translation>Restent sur place</translation>
    </message>
    <message>
      <source>{name} from {folder}</source>
      <translation>{name} depuis {folder}</translation>
    </message>
    <message>
      <source>To</source>
      <translation>Vers</translation>
    </message>
    <message>
      <source>From</source>
      <translation>De</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Taille</translation>
    </message>
    <message>
      <source>Remark</source>
      <translation>Remarque</translation>
    </message>
    <message>
      <source>renamed</source>
      <translation>renommé</translation>
    </message>
    <message numerus="yes">
      <source>with {n} other files</source>
      <translation>
        <numerusform>avec {n} autre fichier</numerusform>
        <numerusform>avec {n} autres fichiers</numerusform>
      </translation>
    </message>
    <message>
      <source>Making the preview</source>
      <translation>Préparation de l’aperçu</translation>
    </message>
    <message>
      <source>Filter by name or folder</source>
      <translation>Filtrer par nom ou dossier</translation>
    </message>
    <message>
      <source>These files stay where they are</source>
      <translation>Ces fichiers restent où ils sont</translation>
    </message>
    <message>
      <source>Send to another folder</source>
      <translation>Envoyer vers un autre dossier</translation>
    </message>
    <message>
      <source>Save the preview as text</source>
      <translation>Enregistrer l’aperçu comme texte</translation>
    </message>
    <message>
      <source>Text (*.txt)</source>
      <translation>Texte (*.txt)</translation>
    </message>
    <message>
      <source>Filter</source>
      <translation>Filtrer</translation>
    </message>
    <message>
      <source>Take out</source>
      <translation>Retirer du plan</translation>
    </message>
    <message>
      <source>Send to another folder…</source>
      <translation>Envoyer vers un autre dossier…</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>Rétablir</translation>
    </message>
    <message>
      <source>Plan.txt</source>
      <translation>Plan.txt</translation>
    </message>
    <message>
      <source>takes no more space</source>
      <translation>ne prend pas plus de place</translation>
    </message>
    <message>
      <source>{size} free there</source>
      <translation>{size} libres à destination</translation>
    </message>
    <message>
      <source>{count} stay</source>
      <translation>{count} sur place</translation>
    </message>
    <message>
      <source>{path} cannot be written: {reason}.</source>
      <translation>Impossible d’écrire {path} : {reason}.</translation>
    </message>
    <message>
      <source>{size} needed</source>
      <translation>{size} nécessaires</translation>
    </message>
    <message>
      <source>Where the files go</source>
      <translation>Où vont les fichiers</translation>
    </message>
    <message>
      <source>Unfold all</source>
      <translation>Tout déplier</translation>
    </message>
    <message>
      <source>Fold all</source>
      <translation>Tout replier</translation>
    </message>
    <message>
      <source>Open with default program</source>
      <translation>Ouvrir avec le programme par défaut</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>Afficher dans le dossier</translation>
    </message>
    <message>
      <source>The next start asks whether to finish the rest or to take it back. Nothing is lost.</source>
      <translation>Au prochain démarrage, il vous sera demandé s’il faut terminer le reste ou tout défaire. Rien n’est perdu.</translation>
    </message>
    <message numerus="yes">
      <source>{done} of {n} files are done.</source>
      <translation>
        <numerusform>{done} fichier sur 1 est traité.</numerusform>
        <numerusform>{done} fichiers sur {n} sont traités.</numerusform>
      </translation>
    </message>
    <message>
      <source>Quit in the middle of a run?</source>
      <translation>Quitter au milieu d’une opération ?</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>Quitter</translation>
    </message>
    <message>
      <source>Interrupted run</source>
      <translation>Opération interrompue</translation>
    </message>
    <message>
      <source>Finish</source>
      <translation>Terminer</translation>
    </message>
    <message>
      <source>Take back</source>
      <translation>Défaire</translation>
    </message>
    <message>
      <source>Leave as it is</source>
      <translation>Laisser ainsi</translation>
    </message>
    <message>
      <source>Later</source>
      <translation>Plus tard</translation>
    </message>
    <message>
      <source>Finish takes back the rest. Nothing has been lost.</source>
      <translation>« Terminer » défait le reste. Rien n’a été perdu.</translation>
    </message>
    <message>
      <source>Finish does the rest. Take back puts everything where it was. Nothing has been lost.</source>
      <translation>« Terminer » fait le reste. « Défaire » remet tout comme avant. Rien n’a été perdu.</translation>
    </message>
    <message>
      <source>The program ended before it was done. It began {when}.</source>
      <translation>Le programme s’est arrêté avant la fin. Début : {when}.</translation>
    </message>
    <message>
      <source>Leave as it is ends the run: no file is touched any more.</source>
      <translation>« Laisser ainsi » met fin à l’opération : plus aucun fichier n’est touché.</translation>
    </message>
    <message>
      <source>Give it a name.</source>
      <translation>Donnez-lui un nom.</translation>
    </message>
    <message>
      <source>A folder inside…</source>
      <translation>Un dossier à l’intérieur…</translation>
    </message>
    <message>
      <source>Choose at least one folder whose new photos it is for.</source>
      <translation>Choisissez au moins un dossier dont la règle rangera les nouvelles photos.</translation>
    </message>
    <message>
      <source>Choose the folder that they shall go to.</source>
      <translation>Choisissez le dossier où elles iront.</translation>
    </message>
    <message>
      <source>A folder inside a watched one</source>
      <translation>Un dossier à l’intérieur d’un dossier surveillé</translation>
    </message>
    <message>
      <source>New rule</source>
      <translation>Nouvelle règle</translation>
    </message>
    <message>
      <source>Rule</source>
      <translation>Règle</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>Enregistrer</translation>
    </message>
    <message>
      <source>{folder} is not watched: add it to the library first.</source>
      <translation>{folder} n’est pas surveillé : ajoutez-le d’abord à la bibliothèque.</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Nom</translation>
    </message>
    <message>
      <source>New photos in</source>
      <translation>Nouvelles photos dans</translation>
    </message>
    <message>
      <source>How sure the machine must be</source>
      <translation>À quel point la machine doit être sûre</translation>
    </message>
    <message>
      <source>Photos that are there already are left alone. Each run of it can be undone.</source>
      <translation>Les photos déjà là ne sont pas touchées. Chacune de ses opérations peut être défaite.</translation>
    </message>
    <message>
      <source>At least {percent} sure</source>
      <translation>Sûre à {percent} au moins</translation>
    </message>
    <message>
      <source>Photos without a sure category stay where they are.</source>
      <translation>Les photos sans catégorie sûre restent où elles sont.</translation>
    </message>
    <message>
      <source>Photos without a sure category go to {folder}.</source>
      <translation>Les photos sans catégorie sûre vont dans {folder}.</translation>
    </message>
    <message>
      <source>As sure as each category asks</source>
      <translation>Autant que chaque catégorie le demande</translation>
    </message>
    <message>
      <source>Rather sure ({percent})</source>
      <translation>Plutôt sûre ({percent})</translation>
    </message>
    <message>
      <source>Very sure ({percent})</source>
      <translation>Très sûre ({percent})</translation>
    </message>
    <message>
      <source>Almost certain ({percent})</source>
      <translation>Presque certaine ({percent})</translation>
    </message>
    <message>
      <source>Copies each new photo in {folders} to {destination}.</source>
      <translation>Copie chaque nouvelle photo de {folders} vers {destination}.</translation>
    </message>
    <message>
      <source>Moves each new photo in {folders} to {destination}.</source>
      <translation>Déplace chaque nouvelle photo de {folders} vers {destination}.</translation>
    </message>
    <message>
      <source>Links each new photo in {folders} into {destination}.</source>
      <translation>Lie chaque nouvelle photo de {folders} dans {destination}.</translation>
    </message>
    <message>
      <source>A rule sends new photos to their folders by itself. None does so before you turn it on.</source>
      <translation>Une règle envoie d’elle-même les nouvelles photos dans leurs dossiers. Aucune ne le fait avant que vous l’activiez.</translation>
    </message>
    <message>
      <source>Rules</source>
      <translation>Règles</translation>
    </message>
    <message>
      <source>New photos wait. {why}</source>
      <translation>Les nouvelles photos attendent. {why}</translation>
    </message>
    <message>
      <source>Turn on “{name}”?</source>
      <translation>Activer « {name} » ?</translation>
    </message>
    <message>
      <source>Turn on</source>
      <translation>Activer</translation>
    </message>
    <message>
      <source>Remove “{name}”?</source>
      <translation>Retirer « {name} » ?</translation>
    </message>
    <message>
      <source>What it has done stays, and can be undone.</source>
      <translation>Ce qu’elle a fait reste, et peut être défait.</translation>
    </message>
    <message>
      <source>New rule…</source>
      <translation>Nouvelle règle…</translation>
    </message>
    <message>
      <source>Edit…</source>
      <translation>Modifier…</translation>
    </message>
    <message>
      <source>What it did…</source>
      <translation>Ce qu’elle a fait…</translation>
    </message>
    <message>
      <source>Remove…</source>
      <translation>Retirer…</translation>
    </message>
    <message>
      <source>There are no rules yet.</source>
      <translation>Il n’y a pas encore de règle.</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Retirer</translation>
    </message>
    <message>
      <source>Progress of the run</source>
      <translation>Avancement de l’opération</translation>
    </message>
    <message>
      <source>What could not be done</source>
      <translation>Ce qui n’a pas pu être fait</translation>
    </message>
    <message>
      <source>Sort more</source>
      <translation>Ranger d’autres photos</translation>
    </message>
    <message>
      <source>It was cancelled. The other files are where they were.</source>
      <translation>L’opération a été annulée. Les autres fichiers sont où ils étaient.</translation>
    </message>
    <message>
      <source>Take back the rest</source>
      <translation>Défaire le reste</translation>
    </message>
    <message>
      <source>Cancelling…</source>
      <translation>Annulation…</translation>
    </message>
    <message>
      <source>Cancel the run</source>
      <translation>Annuler l’opération</translation>
    </message>
    <message>
      <source>Runs</source>
      <translation>Opérations</translation>
    </message>
    <message>
      <source>Filter by name, folder or reason</source>
      <translation>Filtrer par nom, dossier ou raison</translation>
    </message>
    <message>
      <source>Only those of “{name}”: show all</source>
      <translation>Seulement celles de « {name} » : tout afficher</translation>
    </message>
    <message>
      <source>{rule}: {title}</source>
      <translation>{rule} : {title}</translation>
    </message>
    <message>
      <source>A run is under way: others wait for its end.</source>
      <translation>Une opération est en cours : les autres attendent sa fin.</translation>
    </message>
    <message>
      <source>Undo these files</source>
      <translation>Défaire pour ces fichiers</translation>
    </message>
    <message>
      <source>Undo the run</source>
      <translation>Défaire l’opération</translation>
    </message>
    <message>
      <source>Nothing has been done yet</source>
      <translation>Rien n’a encore été fait</translation>
    </message>
    <message>
      <source>What is sorted into folders stands here, and can be taken back.</source>
      <translation>Ce qui est rangé dans des dossiers figure ici, et peut être défait.</translation>
    </message>
    <message numerus="yes">
      <source>Undo {n} files</source>
      <translation>
        <numerusform>Défaire pour {n} fichier</numerusform>
        <numerusform>Défaire pour {n} fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos found for {search}</source>
      <translation>
        <numerusform>{n} photo trouvée pour {search}</numerusform>
        <numerusform>{n} photos trouvées pour {search}</numerusform>
      </translation>
    </message>
    <message>
      <source>There are no photos to sort into folders yet.</source>
      <translation>Il n’y a pas encore de photos à ranger dans des dossiers.</translation>
    </message>
    <message numerus="yes">
      <source>The whole library ({n} photos)</source>
      <translation>
        <numerusform>Toute la bibliothèque ({n} photo)</numerusform>
        <numerusform>Toute la bibliothèque ({n} photos)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} selected photos</source>
      <translation>
        <numerusform>{n} photo sélectionnée</numerusform>
        <numerusform>{n} photos sélectionnées</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos in {name}</source>
      <translation>
        <numerusform>{n} photo dans « {name} »</numerusform>
        <numerusform>{n} photos dans « {name} »</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos in the folder {name}</source>
      <translation>
        <numerusform>{n} photo dans le dossier « {name} »</numerusform>
        <numerusform>{n} photos dans le dossier « {name} »</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos in “Not sure”</source>
      <translation>
        <numerusform>{n} photo dans « Incertaines »</numerusform>
        <numerusform>{n} photos dans « Incertaines »</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos in “Not sorted”</source>
      <translation>
        <numerusform>{n} photo dans « Non classées »</numerusform>
        <numerusform>{n} photos dans « Non classées »</numerusform>
      </translation>
    </message>
    <message>
      <source>{title}: {text}</source>
      <translation>{title} : {text}</translation>
    </message>
    <message>
      <source>{name} to {folder}: {state}</source>
      <translation>{name} vers {folder} : {state}</translation>
    </message>
    <message>
      <source>Files of the run</source>
      <translation>Fichiers de l’opération</translation>
    </message>
    <message>
      <source>State</source>
      <translation>État</translation>
    </message>
    <message>
      <source>Folders</source>
      <translation>Dossiers</translation>
    </message>
    <message>
      <source>Category / Year</source>
      <translation>Catégorie / Année</translation>
    </message>
    <message>
      <source>Year / Month</source>
      <translation>Année / Mois</translation>
    </message>
    <message>
      <source>Year / Month / Category</source>
      <translation>Année / Mois / Catégorie</translation>
    </message>
    <message>
      <source>Category within its parents</source>
      <translation>Catégorie dans ses parentes</translation>
    </message>
    <message>
      <source>Year</source>
      <translation>Année</translation>
    </message>
    <message>
      <source>Month</source>
      <translation>Mois</translation>
    </message>
    <message>
      <source>Day</source>
      <translation>Jour</translation>
    </message>
    <message>
      <source>Camera</source>
      <translation>Appareil</translation>
    </message>
    <message>
      <source>Place, where it is known</source>
      <translation>Lieu, s’il est connu</translation>
    </message>
    <message>
      <source>Folder that it is in now</source>
      <translation>Dossier actuel</translation>
    </message>
    <message>
      <source>Name of the file</source>
      <translation>Nom du fichier</translation>
    </message>
    <message>
      <source>Number of the file</source>
      <translation>Numéro du fichier</translation>
    </message>
    <message>
      <source>Ready-made</source>
      <translation>Tout prêts</translation>
    </message>
    <message>
      <source>Insert</source>
      <translation>Insérer</translation>
    </message>
    <message>
      <source>Ready-made folders</source>
      <translation>Dossiers tout prêts</translation>
    </message>
    <message>
      <source>Insert what is known of a photo</source>
      <translation>Insérer ce qui est connu d’une photo</translation>
    </message>
    <message>
      <source>General</source>
      <translation>Général</translation>
    </message>
    <message>
      <source>Photo Sorter goes on working here. Quit ends it.</source>
      <translation>Photo Sorter continue à travailler ici. « Quitter » y met fin.</translation>
    </message>
    <message>
      <source>The desktop's list of programs cannot be changed ({why}).</source>
      <translation>La liste de programmes du bureau ne peut pas être modifiée ({why}).</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos indexed.</source>
      <translation>
        <numerusform>{n} photo indexée.</numerusform>
        <numerusform>{n} photos indexées.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} could not be read.</source>
      <translation>
        <numerusform>{n} n’a pas pu être lue.</numerusform>
        <numerusform>{n} n’ont pas pu être lues.</numerusform>
      </translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Mettre en pause</translation>
    </message>
    <message>
      <source>Show Photo Sorter</source>
      <translation>Afficher Photo Sorter</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>Reprendre</translation>
    </message>
    <message>
      <source>Newest first</source>
      <translation>Plus récentes d’abord</translation>
    </message>
    <message>
      <source>Oldest first</source>
      <translation>Plus anciennes d’abord</translation>
    </message>
    <message>
      <source>By name</source>
      <translation>Par nom</translation>
    </message>
    <message>
      <source>Best match first</source>
      <translation>Meilleure correspondance d’abord</translation>
    </message>
    <message>
      <source>Sort · newest first</source>
      <translation>Tri · plus récentes d’abord</translation>
    </message>
    <message>
      <source>Sort · oldest first</source>
      <translation>Tri · plus anciennes d’abord</translation>
    </message>
    <message>
      <source>Sort · by name</source>
      <translation>Tri · par nom</translation>
    </message>
    <message>
      <source>Sort · best match first</source>
      <translation>Tri · meilleure correspondance d’abord</translation>
    </message>
    <message>
      <source>No groups</source>
      <translation>Sans groupes</translation>
    </message>
    <message>
      <source>By day</source>
      <translation>Par jour</translation>
    </message>
    <message>
      <source>By month</source>
      <translation>Par mois</translation>
    </message>
    <message>
      <source>By category</source>
      <translation>Par catégorie</translation>
    </message>
    <message>
      <source>Try all again</source>
      <translation>Tout réessayer</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>Vérifier</translation>
    </message>
    <message>
      <source>Answer yes or no, one photo after the other</source>
      <translation>Répondre par oui ou par non, une photo après l’autre</translation>
    </message>
    <message>
      <source>Sort</source>
      <translation>Trier</translation>
    </message>
    <message>
      <source>Details (Ctrl+I)</source>
      <translation>Détails (Ctrl+I)</translation>
    </message>
    <message>
      <source>Side bar (Ctrl+B)</source>
      <translation>Barre latérale (Ctrl+B)</translation>
    </message>
    <message>
      <source>Group by</source>
      <translation>Regrouper</translation>
    </message>
    <message>
      <source>Filter, {count} on</source>
      <translation>Filtrer, actifs : {count}</translation>
    </message>
    <message>
      <source>A photo must look more like the words above than like these.</source>
      <translation>Une photo doit ressembler davantage aux mots ci-dessus qu’à ceux-ci.</translation>
    </message>
    <message>
      <source>Blue</source>
      <translation>Bleu</translation>
    </message>
    <message>
      <source>Orange</source>
      <translation>Orange</translation>
    </message>
    <message>
      <source>Green</source>
      <translation>Vert</translation>
    </message>
    <message>
      <source>Red</source>
      <translation>Rouge</translation>
    </message>
    <message>
      <source>Purple</source>
      <translation>Violet</translation>
    </message>
    <message>
      <source>Ochre</source>
      <translation>Ocre</translation>
    </message>
    <message>
      <source>Teal</source>
      <translation>Bleu canard</translation>
    </message>
    <message>
      <source>Pink</source>
      <translation>Rose</translation>
    </message>
    <message>
      <source>Olive</source>
      <translation>Olive</translation>
    </message>
    <message>
      <source>Slate</source>
      <translation>Ardoise</translation>
    </message>
    <message>
      <source>Brown</source>
      <translation>Marron</translation>
    </message>
    <message>
      <source>Sky</source>
      <translation>Bleu ciel</translation>
    </message>
    <message>
      <source>One description a line.
The name alone is enough to begin with.</source>
      <translation>Une description par ligne.
Le nom seul suffit pour commencer.</translation>
    </message>
    <message>
      <source>What is often mistaken for it</source>
      <translation>Ce qui prête souvent à confusion</translation>
    </message>
    <message>
      <source>Try wordings…</source>
      <translation>Essayer des formulations…</translation>
    </message>
    <message>
      <source>Sentences…</source>
      <translation>Phrases…</translation>
    </message>
    <message>
      <source>Options</source>
      <translation>Options</translation>
    </message>
    <message>
      <source>A photo must look more like the words above than like these. Its name speaks for it.</source>
      <translation>Une photo doit ressembler davantage aux mots ci-dessus qu’à ceux-ci. Sans autres mots, c’est le nom qui compte.</translation>
    </message>
    <message>
      <source>Colour: {name}</source>
      <translation>Couleur : {name}</translation>
    </message>
    <message>
      <source>Colour</source>
      <translation>Couleur</translation>
    </message>
    <message>
      <source>Looks like</source>
      <translation>Ressemble à</translation>
    </message>
    <message>
      <source>But not</source>
      <translation>Mais pas à</translation>
    </message>
    <message>
      <source>Learn from my yes and no</source>
      <translation>Apprendre de mes oui et de mes non</translation>
    </message>
    <message>
      <source>New set…</source>
      <translation>Nouvel ensemble…</translation>
    </message>
    <message>
      <source>no other category</source>
      <translation>aucune autre catégorie</translation>
    </message>
    <message>
      <source>only within “{name}”</source>
      <translation>seulement dans « {name} »</translation>
    </message>
    <message>
      <source>New set</source>
      <translation>Nouvel ensemble</translation>
    </message>
    <message>
      <source>Categories that are sorted together:</source>
      <translation>Catégories classées ensemble :</translation>
    </message>
    <message>
      <source>one of these at most</source>
      <translation>une seule au plus</translation>
    </message>
    <message>
      <source>several may hold</source>
      <translation>plusieurs possibles</translation>
    </message>
    <message>
      <source>Set</source>
      <translation>Ensemble</translation>
    </message>
    <message>
      <source>In this set</source>
      <translation>Dans cet ensemble</translation>
    </message>
    <message>
      <source>Within</source>
      <translation>Dans</translation>
    </message>
    <message>
      <source>Let several of the set “{name}” hold</source>
      <translation>Autoriser plusieurs catégories de l’ensemble « {name} »</translation>
    </message>
    <message>
      <source>Move “{name}”</source>
      <translation>Déplacer « {name} »</translation>
    </message>
    <message>
      <source>Let one at most of the set “{name}” hold</source>
      <translation>Autoriser une seule catégorie de l’ensemble « {name} »</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>Ajouter</translation>
    </message>
    <message>
      <source>Packs</source>
      <translation>Packs</translation>
    </message>
    <message>
      <source>Remove category (Del)</source>
      <translation>Retirer la catégorie (Suppr)</translation>
    </message>
    <message>
      <source>Change the sentences</source>
      <translation>Modifier les phrases</translation>
    </message>
    <message>
      <source>Add “{name}”</source>
      <translation>Ajouter « {name} »</translation>
    </message>
    <message>
      <source>New category</source>
      <translation>Nouvelle catégorie</translation>
    </message>
    <message>
      <source>New category {number}</source>
      <translation>Nouvelle catégorie {number}</translation>
    </message>
    <message>
      <source>{name}, off</source>
      <translation>{name}, inactive</translation>
    </message>
    <message>
      <source>Categories</source>
      <translation>Catégories</translation>
    </message>
    <message>
      <source>Alt and an arrow order and nest</source>
      <translation>Alt et une flèche : ordonner et imbriquer</translation>
    </message>
    <message numerus="yes">
      <source>{name}, {n} photos</source>
      <translation>
        <numerusform>{name}, {n} photo</numerusform>
        <numerusform>{name}, {n} photos</numerusform>
      </translation>
    </message>
    <message>
      <source>off</source>
      <translation>inactive</translation>
    </message>
    <message>
      <source>Change “{name}”</source>
      <translation>Modifier « {name} »</translation>
    </message>
    <message>
      <source>Take “{name}” out of its parent</source>
      <translation>Sortir « {name} » de sa catégorie parente</translation>
    </message>
    <message>
      <source>Rename “{name}” to “{after}”</source>
      <translation>Renommer « {name} » en « {after} »</translation>
    </message>
    <message>
      <source>Change wording of “{name}”</source>
      <translation>Modifier les formulations de « {name} »</translation>
    </message>
    <message>
      <source>Change what “{name}” is not</source>
      <translation>Modifier ce que « {name} » n’est pas</translation>
    </message>
    <message>
      <source>Put “{name}” into the set “{set}”</source>
      <translation>Mettre « {name} » dans l’ensemble « {set} »</translation>
    </message>
    <message>
      <source>Change colour of “{name}”</source>
      <translation>Changer la couleur de « {name} »</translation>
    </message>
    <message>
      <source>Take more into “{name}”</source>
      <translation>Élargir « {name} »</translation>
    </message>
    <message>
      <source>Look for “{name}” everywhere</source>
      <translation>Chercher « {name} » partout</translation>
    </message>
    <message>
      <source>Put “{name}” within “{parent}”</source>
      <translation>Placer « {name} » dans « {parent} »</translation>
    </message>
    <message>
      <source>Turn on “{name}”</source>
      <translation>Activer « {name} »</translation>
    </message>
    <message>
      <source>Turn off “{name}”</source>
      <translation>Désactiver « {name} »</translation>
    </message>
    <message>
      <source>Make “{name}” stricter</source>
      <translation>Resserrer « {name} »</translation>
    </message>
    <message>
      <source>Let “{name}” learn</source>
      <translation>Activer l’apprentissage de « {name} »</translation>
    </message>
    <message>
      <source>Stop “{name}” learning</source>
      <translation>Désactiver l’apprentissage de « {name} »</translation>
    </message>
    <message>
      <source>Look for “{name}” only within its parent</source>
      <translation>Chercher « {name} » seulement dans sa catégorie parente</translation>
    </message>
    <message numerus="yes">
      <source>This would change {n} photos</source>
      <translation>
        <numerusform>Cela changerait {n} photo</numerusform>
        <numerusform>Cela changerait {n} photos</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{name}: {n} photos more</source>
      <translation>
        <numerusform>{name} : {n} photo de plus</numerusform>
        <numerusform>{name} : {n} photos de plus</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{name}: {n} photos fewer</source>
      <translation>
        <numerusform>{name} : {n} photo de moins</numerusform>
        <numerusform>{name} : {n} photos de moins</numerusform>
      </translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>Aperçu</translation>
    </message>
    <message>
      <source>Looking at what would change</source>
      <translation>Examen de ce qui changerait</translation>
    </message>
    <message>
      <source>Changes</source>
      <translation>Changements</translation>
    </message>
    <message>
      <source>Apply</source>
      <translation>Appliquer</translation>
    </message>
    <message>
      <source>Looking at what would change…</source>
      <translation>Examen de ce qui changerait…</translation>
    </message>
    <message>
      <source>What this would change cannot be said now.</source>
      <translation>Impossible de dire maintenant ce que cela changerait.</translation>
    </message>
    <message numerus="yes">
      <source>and {n} more categories</source>
      <translation>
        <numerusform>et {n} autre catégorie</numerusform>
        <numerusform>et {n} autres catégories</numerusform>
      </translation>
    </message>
    <message>
      <source>A category that is gone</source>
      <translation>Une catégorie disparue</translation>
    </message>
    <message>
      <source>Add a category, and say what its photos look like.
Or begin with a ready-made pack.</source>
      <translation>Ajoutez une catégorie, et dites à quoi ressemblent ses photos.
Ou commencez par un pack prêt à l’emploi.</translation>
    </message>
    <message>
      <source>Put “{name}” within it</source>
      <translation>Y placer « {name} »</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos suit this and “{name}”. Each gets only one.</source>
      <translation>
        <numerusform>{n} photo convient ici et à « {name} ». Elle n’en reçoit qu’une.</numerusform>
        <numerusform>{n} photos conviennent ici et à « {name} ». Chacune n’en reçoit qu’une.</numerusform>
      </translation>
    </message>
    <message>
      <source>Put it within “{name}”</source>
      <translation>La placer dans « {name} »</translation>
    </message>
    <message>
      <source>You have {names} already.</source>
      <translation>Vous avez déjà {names}.</translation>
    </message>
    <message>
      <source>Categories (*.toml);;All files (*)</source>
      <translation>Catégories (*.toml);;Tous les fichiers (*)</translation>
    </message>
    <message>
      <source>You have {names} and more already.</source>
      <translation>Vous avez déjà {names} et d’autres.</translation>
    </message>
    <message>
      <source>You have {names} already; the rest was added.</source>
      <translation>Vous avez déjà {names} ; le reste a été ajouté.</translation>
    </message>
    <message>
      <source>Add a ready-made pack</source>
      <translation>Ajouter un pack prêt à l’emploi</translation>
    </message>
    <message>
      <source>Import…</source>
      <translation>Importer…</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>Exporter…</translation>
    </message>
    <message>
      <source>Add the pack “{title}”</source>
      <translation>Ajouter le pack « {title} »</translation>
    </message>
    <message>
      <source>Import categories</source>
      <translation>Importer des catégories</translation>
    </message>
    <message>
      <source>Export categories</source>
      <translation>Exporter les catégories</translation>
    </message>
    <message>
      <source>“{name}”</source>
      <translation>« {name} »</translation>
    </message>
    <message>
      <source>You have {names} and more already; the rest was added.</source>
      <translation>Vous avez déjà {names} et d’autres ; le reste a été ajouté.</translation>
    </message>
    <message>
      <source>Import “{name}”</source>
      <translation>Importer « {name} »</translation>
    </message>
    <message>
      <source>Saved as “{name}”.</source>
      <translation>Enregistré sous « {name} ».</translation>
    </message>
    <message>
      <source>“{name}” cannot be read: {reason}.</source>
      <translation>Impossible de lire « {name} » : {reason}.</translation>
    </message>
    <message>
      <source>“{name}” cannot be written: {reason}.</source>
      <translation>Impossible d’écrire « {name} » : {reason}.</translation>
    </message>
    <message>
      <source>“{name}” removed.</source>
      <translation>Catégorie « {name} » retirée.</translation>
    </message>
    <message>
      <source>Remove “{name}”</source>
      <translation>Retirer « {name} »</translation>
    </message>
    <message>
      <source>Sentences around the words</source>
      <translation>Phrases autour des mots</translation>
    </message>
    <message>
      <source>Models know sentences better than single words: “{}” stands for the words of a category. Say here what your photos are, such as “a scan of {}”.</source>
      <translation>Les modèles connaissent mieux les phrases que les mots isolés : « {} » tient la place des mots d’une catégorie. Dites ici ce que sont vos photos, par exemple « a scan of {} ».</translation>
    </message>
    <message>
      <source>Sentences, one a line</source>
      <translation>Phrases, une par ligne</translation>
    </message>
    <message>
      <source>One a line, such as
a photo of {}
While empty, the model uses its own.</source>
      <translation>Une par ligne, par exemple
a photo of {}
Si rien n’est écrit, le modèle emploie les siennes.</translation>
    </message>
    <message>
      <source>Everyday</source>
      <translation>Quotidien</translation>
    </message>
    <message>
      <source>Pets</source>
      <translation>Animaux de compagnie</translation>
    </message>
    <message>
      <source>Garden</source>
      <translation>Jardin</translation>
    </message>
    <message>
      <source>Documents &amp; screenshots</source>
      <translation>Documents et captures d’écran</translation>
    </message>
    <message>
      <source>Travel</source>
      <translation>Voyages</translation>
    </message>
    <message>
      <source>What this gives is shown once photos have been looked at.</source>
      <translation>Ce que cela donne s’affiche dès que des photos ont été examinées.</translation>
    </message>
    <message>
      <source>not checked by you yet</source>
      <translation>pas encore vérifié</translation>
    </message>
    <message numerus="yes">
      <source>from {n} verdicts</source>
      <translation>
        <numerusform>d’après {n} verdict</numerusform>
        <numerusform>d’après {n} verdicts</numerusform>
      </translation>
    </message>
    <message>
      <source>about {share} % right · {photos}</source>
      <translation>env. {share} % de justesse · {photos}</translation>
    </message>
    <message>
      <source>How strict</source>
      <translation>Sévérité</translation>
    </message>
    <message>
      <source>Stricter: fewer photos, more of them right. More: the other way round.</source>
      <translation>Plus strict : moins de photos, plus souvent justes. Plus large : l’inverse.</translation>
    </message>
    <message>
      <source>no photos</source>
      <translation>aucune photo</translation>
    </message>
    <message>
      <source>Stricter</source>
      <translation>Plus strict</translation>
    </message>
    <message>
      <source>More</source>
      <translation>Plus large</translation>
    </message>
    <message>
      <source>Only this wording takes it</source>
      <translation>Prise par cette seule formulation</translation>
    </message>
    <message>
      <source>Compare wordings</source>
      <translation>Comparer des formulations</translation>
    </message>
    <message>
      <source>Add a wording</source>
      <translation>Ajouter une formulation</translation>
    </message>
    <message>
      <source>Use all</source>
      <translation>Tout utiliser</translation>
    </message>
    <message>
      <source>Take all of these wordings together</source>
      <translation>Prendre toutes ces formulations ensemble</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos now</source>
      <translation>
        <numerusform>{n} photo actuellement</numerusform>
        <numerusform>{n} photos actuellement</numerusform>
      </translation>
    </message>
    <message>
      <source>Dot: {meaning}</source>
      <translation>Point : {meaning}</translation>
    </message>
    <message numerus="yes">
      <source>the first {first} of its {n} wordings</source>
      <translation>
        <numerusform>les {first} premières de sa {n} formulation</numerusform>
        <numerusform>les {first} premières de ses {n} formulations</numerusform>
      </translation>
    </message>
    <message>
      <source>No photos judged yet</source>
      <translation>Aucune photo encore jugée</translation>
    </message>
    <message>
      <source>Other words</source>
      <translation>D’autres mots</translation>
    </message>
    <message>
      <source>Remove this wording</source>
      <translation>Retirer cette formulation</translation>
    </message>
    <message>
      <source>Beside the words that the category has</source>
      <translation>En plus des mots de la catégorie</translation>
    </message>
    <message>
      <source>Instead of all words that the category has</source>
      <translation>À la place de tous les mots de la catégorie</translation>
    </message>
    <message>
      <source>Wording {number}</source>
      <translation>Formulation {number}</translation>
    </message>
    <message>
      <source>Add wording {number}</source>
      <translation>Ajouter la formulation {number}</translation>
    </message>
    <message>
      <source>Use wording {number} instead</source>
      <translation>Remplacer par la formulation {number}</translation>
    </message>
    <message>
      <source>Remove wording {number}</source>
      <translation>Retirer la formulation {number}</translation>
    </message>
    <message>
      <source>Photos of wording {number}</source>
      <translation>Photos de la formulation {number}</translation>
    </message>
    <message numerus="yes">
      <source>{right} of {n} judged photos right</source>
      <translation>
        <numerusform>Justesse : {right} sur {n} photo jugée</numerusform>
        <numerusform>Justesse : {right} sur {n} photos jugées</numerusform>
      </translation>
    </message>
    <message>
      <source>No photo is taken by these words.</source>
      <translation>Ces mots ne prennent aucune photo.</translation>
    </message>
    <message>
      <source>The most judged photos are right with these words</source>
      <translation>Ces mots donnent le plus de photos jugées justes</translation>
    </message>
    <message>
      <source>Best</source>
      <translation>La meilleure</translation>
    </message>
    <message>
      <source>Use instead</source>
      <translation>Remplacer</translation>
    </message>
    <message>
      <source>Type a wording to see
which photos it would take.</source>
      <translation>Saisissez une formulation pour voir
quelles photos elle prendrait.</translation>
    </message>
    <message>
      <source>only this wording takes it</source>
      <translation>prise par cette seule formulation</translation>
    </message>
    <message>
      <source>{name}, tagged</source>
      <translation>{name}, attribuée</translation>
    </message>
    <message>
      <source>No category fits.</source>
      <translation>Aucune catégorie ne convient.</translation>
    </message>
    <message>
      <source>Keywords: {names}</source>
      <translation>Mots-clés : {names}</translation>
    </message>
    <message>
      <source>Tags: {names}</source>
      <translation>Étiquettes : {names}</translation>
    </message>
    <message>
      <source>No keywords</source>
      <translation>Aucun mot-clé</translation>
    </message>
    <message>
      <source>No tags</source>
      <translation>Aucune étiquette</translation>
    </message>
    <message>
      <source>{name} (by hand)</source>
      <translation>{name} (à la main)</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Dossier</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>Image</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Fichier</translation>
    </message>
    <message>
      <source>Taken</source>
      <translation>Prise le</translation>
    </message>
    <message>
      <source>Your marks</source>
      <translation>Vos marques</translation>
    </message>
    <message>
      <source>Caption</source>
      <translation>Légende</translation>
    </message>
    <message>
      <source>Picture {name}</source>
      <translation>Image {name}</translation>
    </message>
    <message>
      <source>Keep {name}</source>
      <translation>Garder {name}</translation>
    </message>
    <message>
      <source>Trash {name}</source>
      <translation>Jeter {name}</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>Garder</translation>
    </message>
    <message>
      <source>Trash</source>
      <translation>Jeter</translation>
    </message>
    <message>
      <source>Best: {reason}</source>
      <translation>La meilleure : {reason}</translation>
    </message>
    <message>
      <source>not known</source>
      <translation>sans information</translation>
    </message>
    <message>
      <source>{fact}, differs</source>
      <translation>{fact}, diffère</translation>
    </message>
    <message>
      <source>Favourite</source>
      <translation>Favori</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>Comparer</translation>
    </message>
    <message>
      <source>Back (Esc)</source>
      <translation>Retour (Échap)</translation>
    </message>
    <message>
      <source>Zoom and move all pictures together (L)</source>
      <translation>Zoomer et déplacer toutes les images ensemble (L)</translation>
    </message>
    <message numerus="yes">
      <source>{n} more with →</source>
      <translation>
        <numerusform>{n} autre avec →</numerusform>
        <numerusform>{n} autres avec →</numerusform>
      </translation>
    </message>
    <message>
      <source>{name}, {place}, goes</source>
      <translation>{name}, {place}, part</translation>
    </message>
    <message>
      <source>{name}, {place}, stays</source>
      <translation>{name}, {place}, reste</translation>
    </message>
    <message>
      <source>Previous group (↑)</source>
      <translation>Groupe précédent (↑)</translation>
    </message>
    <message>
      <source>Next group (↓)</source>
      <translation>Groupe suivant (↓)</translation>
    </message>
    <message>
      <source>All of them stay. Choose a photo that shall go.</source>
      <translation>Toutes restent. Choisissez une photo qui doit partir.</translation>
    </message>
    <message>
      <source>One of them has to stay. Keep another one first.</source>
      <translation>L’une d’elles doit rester. Gardez-en d’abord une autre.</translation>
    </message>
    <message>
      <source>Photos are being moved. One moment.</source>
      <translation>Des photos sont en cours de déplacement. Un instant.</translation>
    </message>
    <message>
      <source>The library has changed. Look again</source>
      <translation>La bibliothèque a changé. Relancez la recherche</translation>
    </message>
    <message>
      <source>Nearly the same shots: none</source>
      <translation>Prises presque identiques : aucune</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos, {size} could go</source>
      <translation>
        <numerusform>{n} photo, {size} à libérer</numerusform>
        <numerusform>{n} photos, {size} à libérer</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos are back from the trash, where they were.</source>
      <translation>
        <numerusform>{n} photo est revenue de la corbeille à sa place.</numerusform>
        <numerusform>{n} photos sont revenues de la corbeille à leur place.</numerusform>
      </translation>
    </message>
    <message>
      <source>Nothing is chosen to go</source>
      <translation>Aucune photo choisie pour partir</translation>
    </message>
    <message>
      <source>This photo is gone.</source>
      <translation>Cette photo a disparu.</translation>
    </message>
    <message>
      <source>Goes</source>
      <translation>Part</translation>
    </message>
    <message>
      <source>Stays</source>
      <translation>Reste</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos moved to the trash, {size}.</source>
      <translation>
        <numerusform>{n} photo mise à la corbeille, {size}.</numerusform>
        <numerusform>{n} photos mises à la corbeille, {size}.</numerusform>
      </translation>
    </message>
    <message>
      <source>Exact copies</source>
      <translation>Copies exactes</translation>
    </message>
    <message>
      <source>Same picture in other forms</source>
      <translation>Même image sous d’autres formes</translation>
    </message>
    <message>
      <source>Nearly the same shots</source>
      <translation>Prises presque identiques</translation>
    </message>
    <message numerus="yes">
      <source>{n} copies</source>
      <translation>
        <numerusform>{n} copie</numerusform>
        <numerusform>{n} copies</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} forms of one picture</source>
      <translation>
        <numerusform>{n} forme d’une même image</numerusform>
        <numerusform>{n} formes d’une même image</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} shots</source>
      <translation>
        <numerusform>{n} prise</numerusform>
        <numerusform>{n} prises</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos moved to the Recycle Bin, {size}. Take them back from there.</source>
      <translation>
        <numerusform>{n} photo mise à la Corbeille, {size}. Vous pouvez l’y récupérer.</numerusform>
        <numerusform>{n} photos mises à la Corbeille, {size}. Vous pouvez les y récupérer.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>And {n} more like that.</source>
      <translation>
        <numerusform>Et {n} autre semblable.</numerusform>
        <numerusform>Et {n} autres semblables.</numerusform>
      </translation>
    </message>
    <message>
      <source>0 photos moved to the trash, 0 bytes.</source>
      <translation>0 photo mise à la corbeille, 0 o.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos moved to the Trash in the Dock, {size}. Take them back from there.</source>
      <translation>
        <numerusform>{n} photo mise à la Corbeille du Dock, {size}. Vous pouvez l’y récupérer.</numerusform>
        <numerusform>{n} photos mises à la Corbeille du Dock, {size}. Vous pouvez les y récupérer.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos moved to the trash, {size}. Your system's trash can bring them back.</source>
      <translation>
        <numerusform>{n} photo mise à la corbeille, {size}. La corbeille du système permet de la récupérer.</numerusform>
        <numerusform>{n} photos mises à la corbeille, {size}. La corbeille du système permet de les récupérer.</numerusform>
      </translation>
    </message>
    <message>
      <source>Select 2 to {most} photos to compare them.</source>
      <translation>Sélectionnez de 2 à {most} photos pour les comparer.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos were compared.</source>
      <translation>
        <numerusform>{n} photo a été comparée.</numerusform>
        <numerusform>{n} photos ont été comparées.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos not compared yet: they are still being looked at.</source>
      <translation>
        <numerusform>{n} photo pas encore comparée : elle est en cours d’examen.</numerusform>
        <numerusform>{n} photos pas encore comparées : elles sont en cours d’examen.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos not compared yet</source>
      <translation>
        <numerusform>{n} photo pas encore comparée</numerusform>
        <numerusform>{n} photos pas encore comparées</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Taking {n} photos back from the trash…</source>
      <translation>
        <numerusform>Récupération de {n} photo dans la corbeille…</numerusform>
        <numerusform>Récupération de {n} photos dans la corbeille…</numerusform>
      </translation>
    </message>
    <message>
      <source>Not compared</source>
      <translation>Pas de comparaison</translation>
    </message>
    <message>
      <source>No duplicates found</source>
      <translation>Aucun doublon trouvé</translation>
    </message>
    <message>
      <source>The search was cancelled.</source>
      <translation>La recherche a été annulée.</translation>
    </message>
    <message>
      <source>Duplicates</source>
      <translation>Doublons</translation>
    </message>
    <message>
      <source>Back to the photos (Esc)</source>
      <translation>Revenir aux photos (Échap)</translation>
    </message>
    <message>
      <source>Look again</source>
      <translation>Relancer la recherche</translation>
    </message>
    <message>
      <source>Looking for duplicates…</source>
      <translation>Recherche de doublons…</translation>
    </message>
    <message numerus="yes">
      <source>Moving {n} photos to the trash…</source>
      <translation>
        <numerusform>Mise à la corbeille de {n} photo…</numerusform>
        <numerusform>Mise à la corbeille de {n} photos…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Move {n} exact copies to the trash</source>
      <translation>
        <numerusform>Mettre {n} copie exacte à la corbeille</numerusform>
        <numerusform>Mettre {n} copies exactes à la corbeille</numerusform>
      </translation>
    </message>
    <message>
      <source>Photos are compared by content and by likeness.</source>
      <translation>Les photos sont comparées par contenu et par ressemblance.</translation>
    </message>
    <message>
      <source>{deed}, group {number}</source>
      <translation>{deed}, groupe {number}</translation>
    </message>
    <message>
      <source>Look at them side by side (Enter)</source>
      <translation>Les examiner côte à côte (Entrée)</translation>
    </message>
    <message>
      <source>Compare group {number}</source>
      <translation>Comparer le groupe {number}</translation>
    </message>
    <message numerus="yes">
      <source>Move {n} to the trash</source>
      <translation>
        <numerusform>En mettre {n} à la corbeille</numerusform>
        <numerusform>En mettre {n} à la corbeille</numerusform>
      </translation>
    </message>
    <message>
      <source>Move to the trash</source>
      <translation>Mettre à la corbeille</translation>
    </message>
    <message>
      <source>{size} could go</source>
      <translation>{size} à libérer</translation>
    </message>
    <message>
      <source>You are asked first (Delete)</source>
      <translation>Une confirmation est demandée (Suppr)</translation>
    </message>
    <message>
      <source>Group {number} of {count}.</source>
      <translation>Groupe {number} sur {count}.</translation>
    </message>
    <message>
      <source>Groups of duplicates</source>
      <translation>Groupes de doublons</translation>
    </message>
    <message numerus="yes">
      <source>Move {n} photos to the trash?</source>
      <translation>
        <numerusform>Mettre {n} photo à la corbeille ?</numerusform>
        <numerusform>Mettre {n} photos à la corbeille ?</numerusform>
      </translation>
    </message>
    <message>
      <source>{size} in all. What you keep stays where it is. Your system's trash can bring back the rest.</source>
      <translation>{size} en tout. Ce que vous gardez reste où il est. La corbeille du système permet de récupérer le reste.</translation>
    </message>
    <message numerus="yes">
      <source>Move {n} photos to the trash</source>
      <translation>
        <numerusform>Mettre {n} photo à la corbeille</numerusform>
        <numerusform>Mettre {n} photos à la corbeille</numerusform>
      </translation>
    </message>
    <message>
      <source>Not done, because the categories have changed: {words}. {why}</source>
      <translation>Pas fait, car les catégories ont changé : {words}. {why}</translation>
    </message>
    <message>
      <source>The category is no longer there.</source>
      <translation>La catégorie n’existe plus.</translation>
    </message>
    <message>
      <source>Use these</source>
      <translation>Les utiliser</translation>
    </message>
    <message>
      <source>No, thanks</source>
      <translation>Non merci</translation>
    </message>
    <message>
      <source>Start with {count} everyday categories</source>
      <translation>Commencer avec {count} catégories courantes</translation>
    </message>
    <message>
      <source>{name} · you said no · {share} % alike</source>
      <translation>{name} · vous avez dit non · ressemblance {share} %</translation>
    </message>
    <message>
      <source>{name} yes</source>
      <translation>{name} : oui</translation>
    </message>
    <message>
      <source>{name} no</source>
      <translation>{name} : non</translation>
    </message>
    <message>
      <source>Nearest judged photos</source>
      <translation>Photos jugées les plus proches</translation>
    </message>
    <message>
      <source>Nearest judged photos: {photos}</source>
      <translation>Photos jugées les plus proches : {photos}</translation>
    </message>
    <message>
      <source>{name} · you said yes · {share} % alike</source>
      <translation>{name} · vous avez dit oui · ressemblance {share} %</translation>
    </message>
    <message>
      <source>Looking for photos…</source>
      <translation>Recherche de photos…</translation>
    </message>
    <message>
      <source>Add the categories {names}</source>
      <translation>Ajouter les catégories {names}</translation>
    </message>
    <message>
      <source>Works now. Basic: it knows everyday things.</source>
      <translation>Fonctionne tout de suite. Élémentaire : il connaît les choses courantes.</translation>
    </message>
    <message>
      <source>Other models…</source>
      <translation>Autres modèles…</translation>
    </message>
    <message>
      <source>Built-in</source>
      <translation>Intégré</translation>
    </message>
    <message>
      <source>Better. It is on this computer already.</source>
      <translation>Meilleur. Il est déjà sur cet ordinateur.</translation>
    </message>
    <message>
      <source>Better. {size} come while you work; until then the built-in one sorts.</source>
      <translation>Meilleur. Téléchargement de {size} pendant que vous travaillez ; d’ici là, le modèle intégré classe les photos.</translation>
    </message>
    <message>
      <source>None: you make your own.</source>
      <translation>Aucune : vous créez les vôtres.</translation>
    </message>
    <message>
      <source>{names} and {count} more</source>
      <translation>{names} et {count} de plus</translation>
    </message>
    <message>
      <source>Drop your photo folders here</source>
      <translation>Déposez ici vos dossiers de photos</translation>
    </message>
    <message>
      <source>They stay where they are, and on this computer.</source>
      <translation>Ils restent où ils sont, et sur cet ordinateur.</translation>
    </message>
    <message>
      <source>Sort into</source>
      <translation>Classer dans</translation>
    </message>
    <message>
      <source>Recognise with</source>
      <translation>Reconnaître avec</translation>
    </message>
    <message>
      <source>Choose folder…</source>
      <translation>Choisir un dossier…</translation>
    </message>
    <message>
      <source>Sort “{folder}”</source>
      <translation>Classer « {folder} »</translation>
    </message>
    <message>
      <source>photo</source>
      <translation>photo</translation>
    </message>
    <message>
      <source>favourite</source>
      <translation>favorite</translation>
    </message>
    <message>
      <source>About Photo Sorter</source>
      <translation>À propos de Photo Sorter</translation>
    </message>
    <message>
      <source>Version {version}</source>
      <translation>Version {version}</translation>
    </message>
    <message>
      <source>Sorts your photos by your own words.</source>
      <translation>Classe vos photos selon vos propres mots.</translation>
    </message>
    <message>
      <source>Nothing leaves this computer.</source>
      <translation>Rien ne quitte cet ordinateur.</translation>
    </message>
    <message>
      <source>Free software under the {licence} licence.</source>
      <translation>Logiciel libre sous licence {licence}.</translation>
    </message>
    <message>
      <source>Names of places: {source}, {licence}.</source>
      <translation>Noms de lieux : {source}, {licence}.</translation>
    </message>
    <message>
      <source>The library lies in {path}</source>
      <translation>La bibliothèque se trouve dans {path}</translation>
    </message>
    <message>
      <source>The version and the system, for a bug report</source>
      <translation>La version et le système, pour un rapport d’erreur</translation>
    </message>
    <message>
      <source>Open library folder</source>
      <translation>Ouvrir le dossier de la bibliothèque</translation>
    </message>
    <message>
      <source>Licences</source>
      <translation>Licences</translation>
    </message>
    <message>
      <source>Problems and log…</source>
      <translation>Problèmes et journal…</translation>
    </message>
    <message>
      <source>Photo Sorter Help</source>
      <translation>Aide de Photo Sorter</translation>
    </message>
    <message>
      <source>Contents</source>
      <translation>Sommaire</translation>
    </message>
    <message>
      <source>Back</source>
      <translation>Précédent</translation>
    </message>
    <message>
      <source>Forward</source>
      <translation>Suivant</translation>
    </message>
    <message>
      <source>Error</source>
      <translation>Erreur</translation>
    </message>
    <message>
      <source>Warning</source>
      <translation>Avertissement</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>Information</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>Journal</translation>
    </message>
    <message>
      <source>When</source>
      <translation>Quand</translation>
    </message>
    <message>
      <source>What</source>
      <translation>Quoi</translation>
    </message>
    <message>
      <source>Help page</source>
      <translation>Page d’aide</translation>
    </message>
    <message>
      <source>There is no help page “{name}” in this installation.</source>
      <translation>Il n’y a pas de page d’aide « {name} » dans cette installation.</translation>
    </message>
    <message>
      <source>Problems and log</source>
      <translation>Problèmes et journal</translation>
    </message>
    <message>
      <source>Show them</source>
      <translation>Les afficher</translation>
    </message>
    <message>
      <source>Problems</source>
      <translation>Problèmes</translation>
    </message>
    <message>
      <source>Everything</source>
      <translation>Tout</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>Détails</translation>
    </message>
    <message>
      <source>Open log folder</source>
      <translation>Ouvrir le dossier du journal</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos were set aside: they cannot be read.</source>
      <translation>
        <numerusform>{n} photo a été mise de côté : elle est illisible.</numerusform>
        <numerusform>{n} photos ont été mises de côté : elles sont illisibles.</numerusform>
      </translation>
    </message>
    <message>
      <source>The log {path} cannot be read: {reason}. See whether you may open it.</source>
      <translation>Le journal {path} est illisible : {reason}. Vérifiez que vous avez le droit de l’ouvrir.</translation>
    </message>
    <message>
      <source>No program opens folders here. The log is {path}.</source>
      <translation>Aucun programme n’ouvre les dossiers ici. Le journal est {path}.</translation>
    </message>
    <message>
      <source>Nothing was written to the log yet.</source>
      <translation>Rien n’a encore été écrit dans le journal.</translation>
    </message>
    <message>
      <source>Nothing else went wrong.</source>
      <translation>Tout le reste s’est bien passé.</translation>
    </message>
    <message>
      <source>Nothing went wrong.</source>
      <translation>Tout s’est bien passé.</translation>
    </message>
    <message>
      <source>Copy report</source>
      <translation>Copier le rapport</translation>
    </message>
    <message>
      <source>Looking at this computer. That takes some seconds…</source>
      <translation>Examen de cet ordinateur. Cela prend quelques secondes…</translation>
    </message>
    <message>
      <source>Copied. Paths and names are hidden; read it before you send it.</source>
      <translation>Copié. Les chemins et les noms sont masqués ; relisez-le avant de l’envoyer.</translation>
    </message>
    <message>
      <source>The report could not be made. The log says why.</source>
      <translation>Le rapport n’a pas pu être établi. Le journal dit pourquoi.</translation>
    </message>
    <message>
      <source>Keyboard shortcuts</source>
      <translation>Raccourcis clavier</translation>
    </message>
    <message>
      <source>Saved searches</source>
      <translation>Recherches enregistrées</translation>
    </message>
    <message>
      <source>What it does</source>
      <translation>Effet</translation>
    </message>
    <message>
      <source>Key</source>
      <translation>Touche</translation>
    </message>
    <message>
      <source>Move, select</source>
      <translation>Se déplacer, sélectionner</translation>
    </message>
    <message>
      <source>Arrows, Shift, Ctrl</source>
      <translation>Flèches, Maj, Ctrl</translation>
    </message>
    <message>
      <source>View the photo</source>
      <translation>Afficher la photo</translation>
    </message>
    <message>
      <source>Enter or Space</source>
      <translation>Entrée ou Espace</translation>
    </message>
    <message>
      <source>Close the view</source>
      <translation>Fermer l’affichage</translation>
    </message>
    <message>
      <source>Next, previous photo</source>
      <translation>Photo suivante, précédente</translation>
    </message>
    <message>
      <source>Tag as the first … ninth category</source>
      <translation>Étiqueter comme la 1re … 9e catégorie</translation>
    </message>
    <message>
      <source>Zoom; fit or 100 %</source>
      <translation>Zoom ; ajuster ou 100 %</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>Oui</translation>
    </message>
    <message>
      <source>{key} or {other}</source>
      <translation>{key} ou {other}</translation>
    </message>
    <message>
      <source>No</source>
      <translation>Non</translation>
    </message>
    <message>
      <source>Skip</source>
      <translation>Passer</translation>
    </message>
    <message>
      <source>Another category</source>
      <translation>Une autre catégorie</translation>
    </message>
    <message>
      <source>Leave</source>
      <translation>Sortir</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>Renommer</translation>
    </message>
    <message>
      <source>Move up, down</source>
      <translation>Monter, descendre</translation>
    </message>
    <message>
      <source>Another group, photo</source>
      <translation>Autre groupe, autre photo</translation>
    </message>
    <message>
      <source>Keep, let go</source>
      <translation>Garder, jeter</translation>
    </message>
    <message>
      <source>Zoom all or one</source>
      <translation>Zoomer toutes ou une seule</translation>
    </message>
    <message>
      <source>Take files out</source>
      <translation>Retirer des fichiers du plan</translation>
    </message>
    <message>
      <source>Open the file, unfold the folder</source>
      <translation>Ouvrir le fichier, déplier le dossier</translation>
    </message>
    <message>
      <source>Places to look at: all photos, categories, folders, searches that you keep. “Not sure” holds photos that wait for your answer, “Not sorted” those that fit no category.</source>
      <translation>Les lieux où regarder : toutes les photos, les catégories, les dossiers, les recherches que vous gardez. « Incertaines » contient les photos qui attendent votre réponse, « Non classées » celles qui n’entrent dans aucune catégorie.</translation>
    </message>
    <message>
      <source>Type what a photo shows, or words from its name or caption; “-word” steers away. You can also drop a picture here to find others like it.</source>
      <translation>Saisissez ce que montre une photo, ou des mots de son nom ou de sa légende ; « -word » s’éloigne d’un mot. Vous pouvez aussi déposer ici une image pour en trouver de semblables.</translation>
    </message>
    <message>
      <source>Narrows what is shown by place, time, camera, stars and more. Each line says how many photos it would leave.</source>
      <translation>Restreint ce qui est affiché selon le lieu, la date, l’appareil, les étoiles et plus encore. Chaque ligne dit combien de photos elle laisserait.</translation>
    </message>
    <message>
      <source>Asks you about the photos whose answers teach most. A minute of yes and no makes the others surer too.</source>
      <translation>Vous interroge sur les photos dont les réponses apprennent le plus à la machine. Une minute de oui et de non rend aussi les autres plus sûres.</translation>
    </message>
    <message>
      <source>Says which counts more when you search by words and by a picture. In the middle they count the same.</source>
      <translation>Dit ce qui compte le plus quand vous cherchez par des mots et par une image. Au milieu, les deux comptent autant.</translation>
    </message>
    <message>
      <source>Says that the selected photos are what you meant. The search looks for more like them.</source>
      <translation>Dit que les photos sélectionnées sont ce que vous vouliez. La recherche en cherche d’autres semblables.</translation>
    </message>
    <message>
      <source>Says that the selected photos are not what you meant. The search moves away from them.</source>
      <translation>Dit que les photos sélectionnées ne sont pas ce que vous vouliez. La recherche s’en éloigne.</translation>
    </message>
    <message>
      <source>Keeps this search in the side bar. It is asked anew whenever you open it.</source>
      <translation>Garde cette recherche dans la barre latérale. Elle est refaite chaque fois que vous l’ouvrez.</translation>
    </message>
    <message>
      <source>Makes a category of this search. Your thumbs up and down become its first yes and no.</source>
      <translation>Fait de cette recherche une catégorie. Vos pouces levés et baissés en deviennent les premiers oui et non.</translation>
    </message>
    <message>
      <source>Filters that would change what is shown, with the number of photos that each leaves. What you choose stands below the search field until you take it away there.</source>
      <translation>Les filtres qui changeraient ce qui est affiché, avec le nombre de photos que chacun laisse. Ce que vous choisissez reste sous le champ de recherche jusqu’à ce que vous l’en retiriez.</translation>
    </message>
    <message>
      <source>Says whether your words are looked for in names and captions, or in what a picture shows. In the middle both count.</source>
      <translation>Dit si vos mots sont cherchés dans les noms et les légendes, ou dans ce que montre une image. Au milieu, les deux comptent.</translation>
    </message>
    <message>
      <source>Your photos; Enter opens one, and Shift or Ctrl selects several. Drag them onto a category to say that they belong there.</source>
      <translation>Vos photos ; Entrée en ouvre une, Maj ou Ctrl en sélectionne plusieurs. Faites-les glisser sur une catégorie pour dire qu’elles en font partie.</translation>
    </message>
    <message>
      <source>Scrolls through all that is shown. The dates beside it are those of the photos there.</source>
      <translation>Fait défiler tout ce qui est affiché. Les dates à côté sont celles des photos qui s’y trouvent.</translation>
    </message>
    <message>
      <source>What the program is doing with your photos at the moment. You can go on while it works.</source>
      <translation>Ce que le programme fait en ce moment avec vos photos. Vous pouvez continuer pendant qu’il travaille.</translation>
    </message>
    <message>
      <source>Stops looking at new photos until you go on. What is sorted already can be used as ever.</source>
      <translation>N’examine plus de nouvelles photos jusqu’à ce que vous repreniez. Ce qui est déjà classé reste utilisable comme toujours.</translation>
    </message>
    <message>
      <source>Work waits because of the battery, or because you are using the computer. This goes on all the same.</source>
      <translation>Le travail attend à cause de la batterie, ou parce que vous utilisez l’ordinateur. Ceci le fait continuer malgré tout.</translation>
    </message>
    <message>
      <source>Makes the pictures larger or smaller. Ctrl and the mouse wheel do the same.</source>
      <translation>Agrandit ou réduit les images. Ctrl et la molette de la souris font de même.</translation>
    </message>
    <message>
      <source>How well the photo fits each category; dots in place of a bar mean “not sure”. Yes and no beside it are remembered, never overwritten, and teach the other photos.</source>
      <translation>À quel point la photo correspond à chaque catégorie ; des points au lieu d’une barre veulent dire « incertain ». Les oui et les non à côté sont retenus, jamais écrasés, et profitent aux autres photos.</translation>
    </message>
    <message>
      <source>The categories that the photo is in. It may be in several of different sets.</source>
      <translation>Les catégories où se trouve la photo. Elle peut être dans plusieurs, d’ensembles différents.</translation>
    </message>
    <message>
      <source>Your favourite mark and stars, 0 to 5. They are kept in the library; the file is not changed.</source>
      <translation>Votre marque de favori et vos étoiles, de 0 à 5. Elles sont gardées dans la bibliothèque ; le fichier n’est pas modifié.</translation>
    </message>
    <message>
      <source>Each line is a wording: the longer its bar, the more it looks like the photo. A minus marks words against the category.</source>
      <translation>Chaque ligne est une formulation : plus sa barre est longue, plus elle ressemble à la photo. Un signe moins marque les mots contre la catégorie.</translation>
    </message>
    <message>
      <source>The photos that you judged and that look most like this one. They drew it towards your yes or no.</source>
      <translation>Les photos que vous avez jugées et qui ressemblent le plus à celle-ci. Elles l’ont tirée vers votre oui ou votre non.</translation>
    </message>
    <message>
      <source>Shows where in the picture the model sees what the category says. The map is coarse.</source>
      <translation>Montre où, dans l’image, le modèle voit ce que dit la catégorie. La carte est grossière.</translation>
    </message>
    <message>
      <source>One question at a time: is this photo in the category? Skip what you cannot tell; it is not asked again.</source>
      <translation>Une question à la fois : cette photo est-elle dans la catégorie ? Passez ce que vous ne pouvez pas dire ; ce ne sera pas redemandé.</translation>
    </message>
    <message>
      <source>The category that is asked about. “All categories” asks about whichever can learn most.</source>
      <translation>La catégorie sur laquelle portent les questions. « Toutes les catégories » interroge sur celle qui peut apprendre le plus.</translation>
    </message>
    <message>
      <source>Photos of which one would do, with the best one kept. Nothing is touched until you move copies to the trash, and the last copy never is.</source>
      <translation>Des photos dont une seule suffirait, la meilleure étant gardée. Rien n’est touché tant que vous ne mettez pas de copies à la corbeille, et la dernière copie ne l’est jamais.</translation>
    </message>
    <message>
      <source>Also shows shots that are nearly the same, such as those of a burst. They are different pictures: look before you let one go.</source>
      <translation>Affiche aussi les prises presque identiques, comme celles d’une rafale. Ce sont des images différentes : regardez avant d’en laisser partir une.</translation>
    </message>
    <message>
      <source>Zooms and moves all pictures together. Without it each goes by itself.</source>
      <translation>Zoome et déplace toutes les images ensemble. Sinon, chacune va de son côté.</translation>
    </message>
    <message>
      <source>Compares the program's answers with yours. Each photo is judged as if its own answer were not known.</source>
      <translation>Compare les réponses du programme aux vôtres. Chaque photo est jugée comme si sa propre réponse n’était pas connue.</translation>
    </message>
    <message>
      <source>Takes photos that are sorted already, one subfolder a category. They need not be in the library.</source>
      <translation>Prend des photos déjà classées, un sous-dossier par catégorie. Elles n’ont pas besoin d’être dans la bibliothèque.</translation>
    </message>
    <message>
      <source>Counts what the program does: it may answer “not sure” or “none of these”. Those count as not right.</source>
      <translation>Compte ce que fait le programme : il peut répondre « incertain » ou « aucune classe ». Ces réponses comptent comme non justes.</translation>
    </message>
    <message>
      <source>Counts what it would say if it had to choose one category. This is how models are usually compared.</source>
      <translation>Compte ce qu’il dirait s’il devait choisir une seule catégorie. C’est ainsi que les modèles sont d’ordinaire comparés.</translation>
    </message>
    <message>
      <source>A line is what a photo is, a column what it was taken for. Choose a cell to see its photos.</source>
      <translation>Une ligne est ce qu’est une photo, une colonne ce pour quoi elle a été prise. Choisissez une case pour voir ses photos.</translation>
    </message>
    <message>
      <source>Photos about which the two models differ. Where you judged a photo, it says which of them is right.</source>
      <translation>Les photos sur lesquelles les deux modèles diffèrent. Là où vous avez jugé une photo, il est dit lequel a raison.</translation>
    </message>
    <message>
      <source>The photos that are sorted into folders: those from where you came, or the whole library. Files that belong to a photo go with it.</source>
      <translation>Les photos à ranger dans des dossiers : celles d’où vous venez, ou toute la bibliothèque. Les fichiers qui vont avec une photo la suivent.</translation>
    </message>
    <message>
      <source>Does what the preview shows, and no more. It can be taken back at any time.</source>
      <translation>Fait ce que montre l’aperçu, et rien de plus. Cela peut être défait à tout moment.</translation>
    </message>
    <message>
      <source>Folders are made in here. It can be a new one, also on another disk.</source>
      <translation>Les dossiers sont créés ici. Ce peut être un nouveau dossier, même sur un autre disque.</translation>
    </message>
    <message>
      <source>What is not sure or in no category. Nothing is guessed.</source>
      <translation>Ce qui est incertain ou dans aucune catégorie. Rien n’est deviné.</translation>
    </message>
    <message>
      <source>When another file of that name is there already. No file is ever replaced.</source>
      <translation>Quand un autre fichier de ce nom est déjà là. Aucun fichier n’est jamais remplacé.</translation>
    </message>
    <message>
      <source>The folders that are made, separated by “/”; what stands in braces is filled in for each photo. The line below shows it for one of yours.</source>
      <translation>Les dossiers créés, séparés par « / » ; ce qui est entre accolades est rempli pour chaque photo. La ligne du dessous le montre pour une des vôtres.</translation>
    </message>
    <message>
      <source>Where each file would go. Delete takes some out; drag them onto another folder to send them there.</source>
      <translation>Où irait chaque fichier. Suppr en retire du plan ; les faire glisser sur un autre dossier les y envoie.</translation>
    </message>
    <message>
      <source>What was done with files, newest first. Each run can be taken back, now or later.</source>
      <translation>Ce qui a été fait des fichiers, le plus récent d’abord. Chaque opération peut être défaite, maintenant ou plus tard.</translation>
    </message>
    <message>
      <source>The files of the run. Select some to take back only those.</source>
      <translation>Les fichiers de l’opération. Sélectionnez-en pour ne la défaire que pour ceux-là.</translation>
    </message>
    <message>
      <source>Rules for new photos. A check mark says that one is on; before it is turned on you are asked.</source>
      <translation>Les règles pour les nouvelles photos. Une coche indique qu’une règle est active ; une confirmation vous est demandée avant de l’activer.</translation>
    </message>
    <message>
      <source>Your categories, in their sets. A check mark says that one is in use; dragging moves one within another.</source>
      <translation>Vos catégories, dans leurs ensembles. Une coche indique qu’une catégorie est active ; la faire glisser la place dans une autre.</translation>
    </message>
    <message>
      <source>What the photos look like, one description a line; the best of them counts. “A yellow flower in the grass” says more than “dandelion”.</source>
      <translation>À quoi ressemblent les photos, une description par ligne ; la meilleure compte. « A yellow flower in the grass » en dit plus que « dandelion ».</translation>
    </message>
    <message>
      <source>What is often mistaken for the category. Photos that are more like this are left out.</source>
      <translation>Ce qui est souvent pris à tort pour la catégorie. Les photos qui y ressemblent davantage sont laissées de côté.</translation>
    </message>
    <message>
      <source>Shows several wordings side by side, on your own photos. Nothing changes until you take one.</source>
      <translation>Affiche plusieurs formulations côte à côte, sur vos propres photos. Rien ne change tant que vous n’en prenez pas une.</translation>
    </message>
    <message>
      <source>The sentences into which your words are put for the model. Most people never need them.</source>
      <translation>Les phrases dans lesquelles vos mots sont placés pour le modèle. La plupart des gens n’en ont jamais besoin.</translation>
    </message>
    <message>
      <source>To the left fewer photos are taken and more of them are right, to the right the other way round. The line below says how many of each are expected.</source>
      <translation>Vers la gauche, moins de photos sont prises et plus d’entre elles sont justes ; vers la droite, l’inverse. La ligne au-dessous dit combien il faut en attendre.</translation>
    </message>
    <message>
      <source>Whether the categories of this set exclude each other. A photo may always be in none of them.</source>
      <translation>Si les catégories de cet ensemble s’excluent l’une l’autre. Une photo peut toujours n’être dans aucune.</translation>
    </message>
    <message>
      <source>Looks for this category only among the photos of another. Photos found here are in that one too.</source>
      <translation>Ne cherche cette catégorie que parmi les photos d’une autre. Les photos trouvées ici sont aussi dans celle-là.</translation>
    </message>
    <message>
      <source>Photos like those that you judged follow your answers. Without it only the words count.</source>
      <translation>Les photos semblables à celles que vous avez jugées suivent vos réponses. Sans cela, seuls les mots comptent.</translation>
    </message>
    <message>
      <source>Each column is a wording, with the photos that it alone would take. Compare how many of those you judged it gets right.</source>
      <translation>Chaque colonne est une formulation, avec les photos qu’elle seule prendrait. Comparez combien de celles que vous avez jugées sont justes avec elle.</translation>
    </message>
    <message>
      <source>A model is what sees in photos what words say; larger ones see better and take longer. The one in use goes on until another has looked at all photos, and going back is at once.</source>
      <translation>Un modèle est ce qui voit dans les photos ce que disent les mots ; les plus grands voient mieux et prennent plus de temps. Celui qui est utilisé continue jusqu’à ce qu’un autre ait examiné toutes les photos, et le retour est immédiat.</translation>
    </message>
    <message>
      <source>Where models are downloaded from, and through which proxy. Empty fields use what the system says.</source>
      <translation>D’où les modèles sont téléchargés, et par quel proxy. Les champs vides suivent le système.</translation>
    </message>
    <message>
      <source>Folders that are watched: new photos in them are looked at by themselves. Removing one from view keeps what you said about its photos.</source>
      <translation>Les dossiers surveillés : leurs nouvelles photos sont examinées d’elles-mêmes. Retirer un dossier de la vue garde ce que vous avez dit de ses photos.</translation>
    </message>
    <message>
      <source>When looking at new photos shall wait for the mains. Searching and sorting go on.</source>
      <translation>Quand l’examen des nouvelles photos doit attendre le secteur. La recherche et le classement continuent.</translation>
    </message>
    <message>
      <source>Looks at new photos only while nobody uses mouse or keyboard. That takes longer, and is not noticed.</source>
      <translation>N’examine de nouvelles photos que lorsque personne n’utilise la souris ou le clavier. Cela prend plus de temps, et ne se remarque pas.</translation>
    </message>
    <message numerus="yes">
      <source>Photo Sorter watches folders, not single files. Add the {n} folders that they are in?</source>
      <translation>
        <numerusform>Photo Sorter surveille des dossiers, pas des fichiers isolés. Ajouter le dossier concerné ?</numerusform>
        <numerusform>Photo Sorter surveille des dossiers, pas des fichiers isolés. Ajouter les {n} dossiers concernés ?</numerusform>
      </translation>
    </message>
    <message>
      <source>Where is the folder “{name}” now?</source>
      <translation>Où est maintenant le dossier « {name} » ?</translation>
    </message>
    <message>
      <source>Photo Sorter watches folders, not single files. Add the folder “{name}” that they are in?</source>
      <translation>Photo Sorter surveille des dossiers, pas des fichiers isolés. Ajouter le dossier « {name} » ?</translation>
    </message>
    <message>
      <source>Add a folder of photos</source>
      <translation>Ajouter un dossier de photos</translation>
    </message>
    <message>
      <source>Sort into folders…</source>
      <translation>Ranger dans des dossiers…</translation>
    </message>
    <message>
      <source>Turn off</source>
      <translation>Désactiver</translation>
    </message>
    <message>
      <source>Remove from view</source>
      <translation>Retirer de la vue</translation>
    </message>
    <message>
      <source>Forget…</source>
      <translation>Oublier…</translation>
    </message>
    <message>
      <source>Locate folder…</source>
      <translation>Localiser le dossier…</translation>
    </message>
    <message>
      <source>Show in file manager</source>
      <translation>Afficher dans le gestionnaire de fichiers</translation>
    </message>
    <message>
      <source>unfolded</source>
      <translation>déplié</translation>
    </message>
    <message>
      <source>folded</source>
      <translation>replié</translation>
    </message>
    <message>
      <source>Drop to add</source>
      <translation>Déposez pour ajouter</translation>
    </message>
    <message>
      <source>Checking the backup…</source>
      <translation>Vérification de la sauvegarde…</translation>
    </message>
    <message>
      <source>Table for spreadsheets (*.csv)</source>
      <translation>Tableau pour tableurs (*.csv)</translation>
    </message>
    <message>
      <source>JSON for programs (*.json)</source>
      <translation>JSON pour programmes (*.json)</translation>
    </message>
    <message>
      <source>Backups (*.zip)</source>
      <translation>Sauvegardes (*.zip)</translation>
    </message>
    <message>
      <source>Export tags and scores</source>
      <translation>Exporter les étiquettes et les scores</translation>
    </message>
    <message>
      <source>Back up the library</source>
      <translation>Sauvegarder la bibliothèque</translation>
    </message>
    <message>
      <source>Restore a backup</source>
      <translation>Restaurer une sauvegarde</translation>
    </message>
    <message>
      <source>Exporting tags and scores…</source>
      <translation>Export des étiquettes et des scores…</translation>
    </message>
    <message>
      <source>Copying the library…</source>
      <translation>Copie de la bibliothèque…</translation>
    </message>
    <message>
      <source>Writing the backup…</source>
      <translation>Écriture de la sauvegarde…</translation>
    </message>
    <message>
      <source>Unpacking the backup…</source>
      <translation>Décompression de la sauvegarde…</translation>
    </message>
    <message>
      <source>Backing up the library…</source>
      <translation>Sauvegarde de la bibliothèque…</translation>
    </message>
    <message>
      <source>Reading the backup…</source>
      <translation>Lecture de la sauvegarde…</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos exported to “{name}”.</source>
      <translation>
        <numerusform>{n} photo exportée dans « {name} ».</numerusform>
        <numerusform>{n} photos exportées dans « {name} ».</numerusform>
      </translation>
    </message>
    <message>
      <source>Photos {date}.csv</source>
      <translation>Photos {date}.csv</translation>
    </message>
    <message>
      <source>Photo Sorter {date}.zip</source>
      <translation>Photo Sorter {date}.zip</translation>
    </message>
    <message>
      <source>The library is backed up in “{name}” ({size}), and was read again. Photos are not in it.</source>
      <translation>La bibliothèque est sauvegardée dans « {name} » ({size}), et la sauvegarde a été relue. Les photos n’y sont pas.</translation>
    </message>
    <message>
      <source>Repair…</source>
      <translation>Réparer…</translation>
    </message>
    <message>
      <source>Repairing the library…</source>
      <translation>Réparation de la bibliothèque…</translation>
    </message>
    <message>
      <source>Checking the repaired library…</source>
      <translation>Vérification de la bibliothèque réparée…</translation>
    </message>
    <message>
      <source>Photo Sorter has a fault ({fault}), noted in its log.</source>
      <translation>Photo Sorter a rencontré une erreur ({fault}), notée dans son journal.</translation>
    </message>
    <message>
      <source>All that can be read of it is saved, and the damaged file is kept. What is lost of your photos is found again in their folders.</source>
      <translation>Tout ce qui peut en être lu est sauvé, et le fichier endommagé est conservé. Ce qui manque de vos photos est retrouvé dans leurs dossiers.</translation>
    </message>
    <message>
      <source>Photo Sorter closes and opens again. Your photos are not affected.</source>
      <translation>Photo Sorter se ferme et s’ouvre de nouveau. Vos photos ne sont pas touchées.</translation>
    </message>
    <message>
      <source>The library is damaged. Repair it?</source>
      <translation>La bibliothèque est endommagée. La réparer ?</translation>
    </message>
    <message>
      <source>Repair</source>
      <translation>Réparer</translation>
    </message>
    <message>
      <source>Not now</source>
      <translation>Pas maintenant</translation>
    </message>
    <message>
      <source>What you decided is also kept in a copy of {date}.</source>
      <translation>Ce que vous avez décidé est aussi conservé dans une copie du {date}.</translation>
    </message>
    <message>
      <source>In the backup: {contents}.</source>
      <translation>Dans la sauvegarde : {contents}.</translation>
    </message>
    <message>
      <source>Photo Sorter closes and opens again. No photo is touched.</source>
      <translation>Photo Sorter se ferme et se rouvre. Aucune photo n’est touchée.</translation>
    </message>
    <message>
      <source>Restore the library of {date}?</source>
      <translation>Restaurer la bibliothèque du {date} ?</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>Restaurer</translation>
    </message>
    <message>
      <source>There is no library now that could be read.</source>
      <translation>Il n’y a pas de bibliothèque lisible actuellement.</translation>
    </message>
    <message>
      <source>Your library now: {contents}, last changed {date}. It is kept beside the restored one, under another name.</source>
      <translation>Votre bibliothèque actuelle : {contents}, dernière modification le {date}. Elle est gardée à côté de la bibliothèque restaurée, sous un autre nom.</translation>
    </message>
    <message>
      <source>{names} and more</source>
      <translation>{names} et d’autres</translation>
    </message>
    <message>
      <source>Not on this computer: {names}. Connect the disk, or add the folders where they are now: what you said of their photos comes back with them.</source>
      <translation>Absents de cet ordinateur : {names}. Branchez le disque, ou ajoutez les dossiers là où ils sont maintenant : ce que vous avez dit de leurs photos revient avec eux.</translation>
    </message>
    <message>
      <source>The library was sorted by the model “{model}”, which is not on this computer. Download it in Settings → Model; until then the model in use looks at the photos.</source>
      <translation>La bibliothèque a été classée par le modèle « {model} », qui n’est pas sur cet ordinateur. Téléchargez-le dans Paramètres → Modèle ; d’ici là, le modèle utilisé examine les photos.</translation>
    </message>
    <message>
      <source>The library cannot be read. Close the window and open it again.</source>
      <translation>La bibliothèque ne peut pas être lue. Fermez la fenêtre et rouvrez-la.</translation>
    </message>
    <message>
      <source>“{name}” is off, so there is nothing to ask about it. Turn it on first.</source>
      <translation>La catégorie « {name} » est inactive : il n’y a rien à demander à son sujet. Activez-la d’abord.</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modèle</translation>
    </message>
    <message>
      <source>Select one photo to see why it is in a category, and where in the picture.</source>
      <translation>Sélectionnez une photo pour voir pourquoi elle est dans une catégorie, et où dans l’image.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos like what you judged changed place.</source>
      <translation>
        <numerusform>{n} photo semblable à celles que vous avez jugées a changé de place.</numerusform>
        <numerusform>{n} photos semblables à celles que vous avez jugées ont changé de place.</numerusform>
      </translation>
    </message>
    <message>
      <source>Add a caption…</source>
      <translation>Ajouter une légende…</translation>
    </message>
    <message>
      <source>No stars</source>
      <translation>Aucune étoile</translation>
    </message>
    <message>
      <source>Rating</source>
      <translation>Note</translation>
    </message>
    <message numerus="yes">
      <source>Take the stars from {n} photos</source>
      <translation>
        <numerusform>Retirer la note de {n} photo</numerusform>
        <numerusform>Retirer la note de {n} photos</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take {n} photos from the favourites</source>
      <translation>
        <numerusform>Retirer {n} photo des favoris</numerusform>
        <numerusform>Retirer {n} photos des favoris</numerusform>
      </translation>
    </message>
    <message>
      <source>Write a caption</source>
      <translation>Écrire une légende</translation>
    </message>
    <message>
      <source>Take the caption away</source>
      <translation>Retirer la légende</translation>
    </message>
    <message numerus="yes">
      <source>Rate {n} photos {stars}</source>
      <translation>
        <numerusform>Noter {n} photo {stars}</numerusform>
        <numerusform>Noter {n} photos {stars}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Make {n} photos favourite</source>
      <translation>
        <numerusform>Ajouter {n} photo aux favoris</numerusform>
        <numerusform>Ajouter {n} photos aux favoris</numerusform>
      </translation>
    </message>
    <message>
      <source>Select at most {most} photos to mark them at once.</source>
      <translation>Sélectionnez au plus {most} photos pour les marquer en une fois.</translation>
    </message>
    <message numerus="yes">
      <source>and {n} more</source>
      <translation>
        <numerusform>et {n} autre</numerusform>
        <numerusform>et {n} autres</numerusform>
      </translation>
    </message>
    <message>
      <source>Rating (0 to {most})</source>
      <translation>Note (0 à {most})</translation>
    </message>
    <message>
      <source>Favourite ({key})</source>
      <translation>Favori ({key})</translation>
    </message>
    <message>
      <source>&amp;File</source>
      <translation>&amp;Fichier</translation>
    </message>
    <message>
      <source>Add folder…</source>
      <translation>Ajouter un dossier…</translation>
    </message>
    <message>
      <source>New category…</source>
      <translation>Nouvelle catégorie…</translation>
    </message>
    <message>
      <source>Back up library…</source>
      <translation>Sauvegarder la bibliothèque…</translation>
    </message>
    <message>
      <source>Restore library…</source>
      <translation>Restaurer la bibliothèque…</translation>
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation>É&amp;dition</translation>
    </message>
    <message>
      <source>Copy path</source>
      <translation>Copier le chemin</translation>
    </message>
    <message>
      <source>Select all</source>
      <translation>Tout sélectionner</translation>
    </message>
    <message>
      <source>Find</source>
      <translation>Rechercher</translation>
    </message>
    <message>
      <source>&amp;Photo</source>
      <translation>&amp;Photo</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Afficher</translation>
    </message>
    <message>
      <source>Tag as…</source>
      <translation>Étiqueter comme…</translation>
    </message>
    <message>
      <source>Why</source>
      <translation>Pourquoi</translation>
    </message>
    <message>
      <source>Where in the picture</source>
      <translation>Où dans l’image</translation>
    </message>
    <message>
      <source>Find similar</source>
      <translation>Trouver des photos similaires</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Réessayer</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>&amp;Affichage</translation>
    </message>
    <message>
      <source>Larger</source>
      <translation>Agrandir</translation>
    </message>
    <message>
      <source>Smaller</source>
      <translation>Réduire</translation>
    </message>
    <message>
      <source>Side bar</source>
      <translation>Barre latérale</translation>
    </message>
    <message>
      <source>Full screen</source>
      <translation>Plein écran</translation>
    </message>
    <message>
      <source>&amp;Library</source>
      <translation>&amp;Bibliothèque</translation>
    </message>
    <message>
      <source>Review…</source>
      <translation>Vérifier…</translation>
    </message>
    <message>
      <source>Check accuracy…</source>
      <translation>Mesurer la justesse…</translation>
    </message>
    <message>
      <source>Find duplicates…</source>
      <translation>Rechercher les doublons…</translation>
    </message>
    <message>
      <source>Write metadata…</source>
      <translation>Écrire les métadonnées…</translation>
    </message>
    <message>
      <source>Read metadata again</source>
      <translation>Relire les métadonnées</translation>
    </message>
    <message>
      <source>Pause or resume</source>
      <translation>Mettre en pause ou reprendre</translation>
    </message>
    <message>
      <source>Look for changes</source>
      <translation>Rechercher les changements</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>A&amp;ide</translation>
    </message>
    <message>
      <source>What’s this?</source>
      <translation>Qu’est-ce que c’est ?</translation>
    </message>
    <message>
      <source>Undo {deed}</source>
      <translation>Annuler : {deed}</translation>
    </message>
    <message>
      <source>Redo {deed}</source>
      <translation>Rétablir : {deed}</translation>
    </message>
    <message>
      <source>More like this</source>
      <translation>Plus comme celle-ci</translation>
    </message>
    <message>
      <source>Less like this</source>
      <translation>Moins comme celle-ci</translation>
    </message>
    <message>
      <source>Whole pictures</source>
      <translation>Images entières</translation>
    </message>
    <message>
      <source>File names</source>
      <translation>Noms de fichiers</translation>
    </message>
    <message>
      <source>Check for updates…</source>
      <translation>Rechercher les mises à jour…</translation>
    </message>
    <message>
      <source>Settings…</source>
      <translation>Paramètres…</translation>
    </message>
    <message>
      <source>Cancelled: the other sidecars stay as they are.</source>
      <translation>Annulé : les autres fichiers annexes restent tels quels.</translation>
    </message>
    <message numerus="yes">
      <source>{n} sidecars written.</source>
      <translation>
        <numerusform>{n} fichier annexe écrit.</numerusform>
        <numerusform>{n} fichiers annexes écrits.</numerusform>
      </translation>
    </message>
    <message>
      <source>{count} were left as they are, the first of them:</source>
      <translation>{count} sont restés tels quels, dont le premier :</translation>
    </message>
    <message>
      <source>Metadata is still being written. Wait for it, or cancel it below.</source>
      <translation>Des métadonnées sont encore en cours d’écriture. Attendez la fin, ou annulez l’écriture ci-dessous.</translation>
    </message>
    <message>
      <source>There are no photos here whose metadata could be written or read.</source>
      <translation>Il n’y a pas ici de photos dont les métadonnées pourraient être écrites ou lues.</translation>
    </message>
    <message>
      <source>Nothing was written: there is nothing to say, or the sidecars say it already.</source>
      <translation>Rien n’a été écrit : il n’y a rien à dire, ou les fichiers annexes le disent déjà.</translation>
    </message>
    <message numerus="yes">
      <source>Write the metadata of {n} photos?</source>
      <translation>
        <numerusform>Écrire les métadonnées de {n} photo ?</numerusform>
        <numerusform>Écrire les métadonnées de {n} photos ?</numerusform>
      </translation>
    </message>
    <message>
      <source>What you said becomes keywords, stars and captions in XMP files beside the photos, for other programs to read. What only the machine is sure of stands apart, below “Photo Sorter”. What is in such files already is kept, and the photos themselves are not touched.</source>
      <translation>Ce que vous avez dit devient des mots-clés, des étoiles et des légendes dans des fichiers XMP à côté des photos, lisibles par d’autres programmes. Ce dont seule la machine est sûre figure à part, sous « Photo Sorter ». Ce qui est déjà dans ces fichiers est gardé, et les photos elles-mêmes ne sont pas touchées.</translation>
    </message>
    <message>
      <source>Write</source>
      <translation>Écrire</translation>
    </message>
    <message>
      <source>Writing metadata: {number} of {count}</source>
      <translation>Écriture des métadonnées : {number} sur {count}</translation>
    </message>
    <message>
      <source>Progress of writing metadata</source>
      <translation>Avancement de l’écriture des métadonnées</translation>
    </message>
    <message>
      <source>Cancel writing metadata</source>
      <translation>Annuler l’écriture des métadonnées</translation>
    </message>
    <message>
      <source>Writing metadata…</source>
      <translation>Écriture des métadonnées…</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos have not been seen by both yet.</source>
      <translation>
        <numerusform>{n} photo n’a pas encore été vue par les deux.</numerusform>
        <numerusform>{n} photos n’ont pas encore été vues par les deux.</numerusform>
      </translation>
    </message>
    <message>
      <source>Compare models</source>
      <translation>Comparer des modèles</translation>
    </message>
    <message>
      <source>Comparing</source>
      <translation>Comparaison</translation>
    </message>
    <message>
      <source>Comparing on your photos…</source>
      <translation>Comparaison sur vos photos…</translation>
    </message>
    <message>
      <source>All categories</source>
      <translation>Toutes les catégories</translation>
    </message>
    <message>
      <source>{model} has not seen your photos yet. Use it, and it looks at them in the background.</source>
      <translation>« {model} » n’a pas encore vu vos photos. Utilisez ce modèle, et il les examinera en arrière-plan.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos of {all} are sorted differently.</source>
      <translation>
        <numerusform>{n} photo sur {all} est classée autrement.</numerusform>
        <numerusform>{n} photos sur {all} sont classées autrement.</numerusform>
      </translation>
    </message>
    <message>
      <source>Each photo that you judged counts as if you had not: your library as a whole is sorted better.</source>
      <translation>Chaque photo que vous avez jugée compte comme si vous ne l’aviez pas fait : dans son ensemble, votre bibliothèque est mieux classée.</translation>
    </message>
    <message>
      <source>You have judged no photos yet. Say yes or no to some: this shows who is right more often.</source>
      <translation>Vous n’avez encore jugé aucune photo. Dites oui ou non à quelques-unes : cela montre lequel est le plus souvent juste.</translation>
    </message>
    <message>
      <source>The first {count} are shown.</source>
      <translation>Les {count} premières sont affichées.</translation>
    </message>
    <message numerus="yes">
      <source>Both sort {n} photos alike.</source>
      <translation>
        <numerusform>Les deux classent {n} photo de la même façon.</numerusform>
        <numerusform>Les deux classent {n} photos de la même façon.</numerusform>
      </translation>
    </message>
    <message>
      <source>Photos that are sorted differently</source>
      <translation>Photos classées autrement</translation>
    </message>
    <message>
      <source>and {count} more</source>
      <translation>et {count} de plus</translation>
    </message>
    <message>
      <source>{model} sorts your photos now.</source>
      <translation>« {model} » classe maintenant vos photos.</translation>
    </message>
    <message>
      <source>Compare…</source>
      <translation>Comparer…</translation>
    </message>
    <message>
      <source>{model} is here. It sorts your photos as soon as it has seen them.</source>
      <translation>« {model} » est là. Ce modèle classera vos photos dès qu’il les aura vues.</translation>
    </message>
    <message>
      <source>{model} is here.</source>
      <translation>« {model} » est là.</translation>
    </message>
    <message>
      <source>Use it</source>
      <translation>L’utiliser</translation>
    </message>
    <message>
      <source>Choose a model once: it looks at your photos in the background, then takes over.</source>
      <translation>Choisissez un modèle une fois : il examine vos photos en arrière-plan, puis prend le relais.</translation>
    </message>
    <message>
      <source>Install from file…</source>
      <translation>Installer un fichier…</translation>
    </message>
    <message>
      <source>Install from folder…</source>
      <translation>Installer un dossier…</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Réseau</translation>
    </message>
    <message>
      <source>Copying “{name}”, and trying it…</source>
      <translation>Copie et essai de « {name} »…</translation>
    </message>
    <message>
      <source>Install a model</source>
      <translation>Installer un modèle</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Modèles</translation>
    </message>
    <message>
      <source>All files</source>
      <translation>Tous les fichiers</translation>
    </message>
    <message>
      <source>Remove “{model}”?</source>
      <translation>Retirer « {model} » ?</translation>
    </message>
    <message>
      <source>Frees {size}. It can be downloaded again, and would look at all photos anew. Your photos, categories and answers stay.</source>
      <translation>Libère {size}. Il peut être téléchargé de nouveau, et réexaminerait alors toutes les photos. Vos photos, catégories et réponses restent.</translation>
    </message>
    <message>
      <source>Frees {size}. It can be installed again from where you have it, and would look at all photos anew. Your photos, categories and answers stay.</source>
      <translation>Libère {size}. Il peut être réinstallé à partir de l’endroit où vous l’avez, et réexaminerait alors toutes les photos. Vos photos, catégories et réponses restent.</translation>
    </message>
    <message>
      <source>Quality: {word}, {dots} of {most}</source>
      <translation>Qualité : {word}, {dots} sur {most}</translation>
    </message>
    <message>
      <source>In use</source>
      <translation>Utilisé</translation>
    </message>
    <message>
      <source>Quality unknown</source>
      <translation>Qualité inconnue</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>Utiliser</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Arrêter</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>Abandonner</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Reprendre</translation>
    </message>
    <message>
      <source>Download</source>
      <translation>Télécharger</translation>
    </message>
    <message>
      <source>Measuring…</source>
      <translation>Mesure…</translation>
    </message>
    <message>
      <source>Measure speed</source>
      <translation>Mesurer la vitesse</translation>
    </message>
    <message>
      <source>Use this one</source>
      <translation>Utiliser celui-ci</translation>
    </message>
    <message>
      <source>Use {model}</source>
      <translation>Utiliser « {model} »</translation>
    </message>
    <message>
      <source>{model}: {share} right</source>
      <translation>{model} : justesse {share}</translation>
    </message>
    <message numerus="yes">
      <source>right of {n} photos that you judged · {choosing} if it always had to choose</source>
      <translation>
        <numerusform>de justesse sur {n} photo que vous avez jugée · {choosing} s’il devait toujours choisir</numerusform>
        <numerusform>de justesse sur {n} photos que vous avez jugées · {choosing} s’il devait toujours choisir</numerusform>
      </translation>
    </message>
    <message>
      <source>Getting ready…</source>
      <translation>Préparation…</translation>
    </message>
    <message>
      <source>Recognises {percent} % of the photos of ImageNet, a test with 1,000 kinds of things, without having been trained on it.</source>
      <translation>Reconnaît {percent} % des photos d’ImageNet, un test portant sur 1 000 sortes de choses, sans y avoir été entraîné.</translation>
    </message>
    <message>
      <source>Not finished: {part}</source>
      <translation>Inachevé : {part}</translation>
    </message>
    <message>
      <source>{done} of {total}</source>
      <translation>{done} sur {total}</translation>
    </message>
    <message>
      <source>Knows everyday things, and few others.</source>
      <translation>Connaît les choses courantes, et peu d’autres.</translation>
    </message>
    <message>
      <source>Stopping…</source>
      <translation>Arrêt…</translation>
    </message>
    <message>
      <source>Connecting…</source>
      <translation>Connexion…</translation>
    </message>
    <message>
      <source>Loading…</source>
      <translation>Chargement…</translation>
    </message>
    <message>
      <source>Looking at your photos: {done} of {total}</source>
      <translation>Examen de vos photos : {done} sur {total}</translation>
    </message>
    <message>
      <source>Basic</source>
      <translation>Élémentaire</translation>
    </message>
    <message>
      <source>Very good</source>
      <translation>Très bonne</translation>
    </message>
    <message>
      <source>Good</source>
      <translation>Bonne</translation>
    </message>
    <message>
      <source>Fair</source>
      <translation>Correcte</translation>
    </message>
    <message>
      <source>Comes with the program</source>
      <translation>Fourni avec le programme</translation>
    </message>
    <message>
      <source>{size} of memory</source>
      <translation>{size} de mémoire</translation>
    </message>
    <message>
      <source>{rate} photos/s here</source>
      <translation>photos/s ici : {rate}</translation>
    </message>
    <message>
      <source>licence: {licence}</source>
      <translation>licence : {licence}</translation>
    </message>
    <message>
      <source>{size}/s</source>
      <translation>{size}/s</translation>
    </message>
    <message>
      <source>paused</source>
      <translation>en pause</translation>
    </message>
    <message>
      <source>{size} on disk</source>
      <translation>{size} sur le disque</translation>
    </message>
    <message>
      <source>{size} to download</source>
      <translation>{size} à télécharger</translation>
    </message>
    <message>
      <source>The usual one</source>
      <translation>Celui par défaut</translation>
    </message>
    <message>
      <source>That of the system</source>
      <translation>Celui du système</translation>
    </message>
    <message>
      <source>Hub or mirror</source>
      <translation>Hub ou miroir</translation>
    </message>
    <message>
      <source>Proxy</source>
      <translation>Proxy</translation>
    </message>
    <message>
      <source>No photos here</source>
      <translation>Aucune photo ici</translation>
    </message>
    <message>
      <source>They appear as soon as there are some in the folder.</source>
      <translation>Elles apparaîtront dès qu’il y en aura dans le dossier.</translation>
    </message>
    <message>
      <source>No photo is like that</source>
      <translation>Aucune photo n’est ainsi</translation>
    </message>
    <message>
      <source>Change the filter, or clear the search.</source>
      <translation>Modifiez le filtre ou effacez la recherche.</translation>
    </message>
    <message>
      <source>No photo has all of that</source>
      <translation>Aucune photo n’a tout cela</translation>
    </message>
    <message>
      <source>Leave a filter out.</source>
      <translation>Retirez un filtre.</translation>
    </message>
    <message>
      <source>Nothing found yet</source>
      <translation>Rien de trouvé pour l’instant</translation>
    </message>
    <message>
      <source>Nothing found</source>
      <translation>Rien de trouvé</translation>
    </message>
    <message>
      <source>Try other words. Say what can be seen: “a dog on a beach”.</source>
      <translation>Essayez d’autres mots. Dites ce qui se voit : « a dog on a beach ».</translation>
    </message>
    <message>
      <source>They appear here as they are found.</source>
      <translation>Elles apparaissent ici au fur et à mesure.</translation>
    </message>
    <message>
      <source>Drag photos onto the category, or describe it in other words in the settings.</source>
      <translation>Faites glisser des photos sur la catégorie, ou décrivez-la avec d’autres mots dans les paramètres.</translation>
    </message>
    <message>
      <source>Nothing here</source>
      <translation>Rien ici</translation>
    </message>
    <message>
      <source>Nothing to ask</source>
      <translation>Rien à demander</translation>
    </message>
    <message>
      <source>Every photo either has a category or fits none.</source>
      <translation>Chaque photo a une catégorie ou n’entre dans aucune.</translation>
    </message>
    <message>
      <source>All sorted</source>
      <translation>Tout est classé</translation>
    </message>
    <message>
      <source>Every photo has found a category.</source>
      <translation>Chaque photo a trouvé une catégorie.</translation>
    </message>
    <message>
      <source>No problems</source>
      <translation>Aucun problème</translation>
    </message>
    <message>
      <source>Every photo could be read.</source>
      <translation>Chaque photo a pu être lue.</translation>
    </message>
    <message>
      <source>Nothing here yet</source>
      <translation>Rien ici pour l’instant</translation>
    </message>
    <message>
      <source>Nothing sure yet</source>
      <translation>Rien de sûr pour l’instant</translation>
    </message>
    <message>
      <source>Review what is suggested: a few answers teach a lot.</source>
      <translation>Vérifiez ce qui est suggéré : quelques réponses apprennent beaucoup à la machine.</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>Fermer</translation>
    </message>
    <message numerus="yes">
      <source>{n} more</source>
      <translation>
        <numerusform>{n} autre</numerusform>
        <numerusform>{n} autres</numerusform>
      </translation>
    </message>
    <message>
      <source>Nothing selected</source>
      <translation>Aucune sélection</translation>
    </message>
    <message>
      <source>Select a photo to see its details.</source>
      <translation>Sélectionnez une photo pour voir ses détails.</translation>
    </message>
    <message>
      <source>Waits to be looked at</source>
      <translation>En attente d’examen</translation>
    </message>
    <message>
      <source>Tag all of them</source>
      <translation>Étiqueter toutes ces photos</translation>
    </message>
    <message>
      <source>How well it fits</source>
      <translation>Correspondance</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Ouvrir</translation>
    </message>
    <message>
      <source>Tags that all of them have</source>
      <translation>Étiquettes communes à toutes</translation>
    </message>
    <message>
      <source>They have no tag in common.</source>
      <translation>Elles n’ont aucune étiquette en commun.</translation>
    </message>
    <message>
      <source>Lens</source>
      <translation>Objectif</translation>
    </message>
    <message>
      <source>Place</source>
      <translation>Position</translation>
    </message>
    <message>
      <source>&lt;{percent} %</source>
      <translation>&lt; {percent} %</translation>
    </message>
    <message>
      <source>Yes, this is “{name}”</source>
      <translation>Oui, c’est « {name} »</translation>
    </message>
    <message>
      <source>No, this is not “{name}”</source>
      <translation>Non, ce n’est pas « {name} »</translation>
    </message>
    <message>
      <source>no score</source>
      <translation>sans score</translation>
    </message>
    <message>
      <source>{score}, not sure</source>
      <translation>{score}, incertain</translation>
    </message>
    <message>
      <source>percent</source>
      <translation>pour cent</translation>
    </message>
    <message>
      <source>Why?</source>
      <translation>Pourquoi ?</translation>
    </message>
    <message>
      <source>Why is shown below</source>
      <translation>Le pourquoi est affiché ci-dessous</translation>
    </message>
    <message>
      <source>Enter shows why</source>
      <translation>Entrée affiche le pourquoi</translation>
    </message>
    <message>
      <source>“{text}”, for: {strength} of 100, does not stand out</source>
      <translation>« {text} », pour : {strength} sur 100, ne ressort pas</translation>
    </message>
    <message>
      <source>“{text}”, for: {strength} of 100, stands out</source>
      <translation>« {text} », pour : {strength} sur 100, ressort</translation>
    </message>
    <message>
      <source>“{text}”, against: {strength} of 100, does not stand out</source>
      <translation>« {text} », contre : {strength} sur 100, ne ressort pas</translation>
    </message>
    <message>
      <source>Wordings: {wordings}</source>
      <translation>Formulations : {wordings}</translation>
    </message>
    <message>
      <source>“{text}”, against: {strength} of 100, stands out</source>
      <translation>« {text} », contre : {strength} sur 100, ressort</translation>
    </message>
    <message>
      <source>warm where it is seen</source>
      <translation>chaud là où on le voit</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>Examen…</translation>
    </message>
    <message>
      <source>Nearest photos you judged</source>
      <translation>Photos jugées les plus proches</translation>
    </message>
    <message>
      <source>Where in the picture (H)</source>
      <translation>Où dans l’image (H)</translation>
    </message>
    <message>
      <source>Where?</source>
      <translation>Où ?</translation>
    </message>
    <message>
      <source>Why: {reason}</source>
      <translation>Pourquoi : {reason}</translation>
    </message>
    <message>
      <source>The model cannot say where.</source>
      <translation>Le modèle ne peut pas dire où.</translation>
    </message>
    <message>
      <source>Nothing can be said of this photo yet.</source>
      <translation>Rien ne peut encore être dit de cette photo.</translation>
    </message>
    <message>
      <source>Without your examples {share}</source>
      <translation>Sans vos exemples : {share}</translation>
    </message>
    <message>
      <source>Tag as</source>
      <translation>Étiqueter comme</translation>
    </message>
    <message>
      <source>Select the photos to tag first.</source>
      <translation>Sélectionnez d’abord les photos à étiqueter.</translation>
    </message>
    <message>
      <source>Select at most {most} photos for this.</source>
      <translation>Sélectionnez pour cela {most} photos au plus.</translation>
    </message>
    <message>
      <source>{name} could not be opened. No program is set for it, or the file is gone.</source>
      <translation>Impossible d’ouvrir {name}. Aucun programme n’est prévu pour cela, ou le fichier a disparu.</translation>
    </message>
    <message>
      <source>The folder {folder} could not be opened. It may be gone or offline.</source>
      <translation>Impossible d’ouvrir le dossier {folder}. Il a peut-être disparu ou est hors ligne.</translation>
    </message>
    <message>
      <source>Not</source>
      <translation>Ce n’est pas</translation>
    </message>
    <message>
      <source>Take back verdict</source>
      <translation>Retirer le verdict</translation>
    </message>
    <message>
      <source>{name} could not be opened. It may be gone or offline.</source>
      <translation>Impossible d’ouvrir {name}. Le fichier a peut-être disparu ou est hors ligne.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos still to be looked at.</source>
      <translation>
        <numerusform>{n} photo reste à examiner.</numerusform>
        <numerusform>{n} photos restent à examiner.</numerusform>
      </translation>
    </message>
    <message>
      <source>{size} GB</source>
      <translation>{size} Go</translation>
    </message>
    <message>
      <source>about {hours} h left</source>
      <translation>encore {hours} h environ</translation>
    </message>
    <message>
      <source>less than a minute left</source>
      <translation>encore moins d’une minute</translation>
    </message>
    <message>
      <source>about {minutes} min left</source>
      <translation>encore {minutes} min environ</translation>
    </message>
    <message>
      <source>d MMMM yyyy, HH:mm</source>
      <translation>d MMMM yyyy 'à' HH:mm</translation>
    </message>
    <message>
      <source>dddd, d MMMM yyyy</source>
      <translation>dddd d MMMM yyyy</translation>
    </message>
    <message>
      <source>{sides} · {count} MP</source>
      <translation>{sides} · {count} Mpx</translation>
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
      <translation>{degrees}° E</translation>
    </message>
    <message>
      <source>{degrees}° W</source>
      <translation>{degrees}° O</translation>
    </message>
    <message>
      <source>{size} kB</source>
      <translation>{size} ko</translation>
    </message>
    <message>
      <source>{size} MB</source>
      <translation>{size} Mo</translation>
    </message>
    <message>
      <source>MMMM yyyy</source>
      <translation>MMMM yyyy</translation>
    </message>
    <message>
      <source>Loading the model…</source>
      <translation>Chargement du modèle…</translation>
    </message>
    <message numerus="yes">
      <source>{paused} · {n} photos to go</source>
      <translation>
        <numerusform>{paused} · encore {n} photo</numerusform>
        <numerusform>{paused} · encore {n} photos</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos · up to date</source>
      <translation>
        <numerusform>{n} photo · à jour</numerusform>
        <numerusform>{n} photos · à jour</numerusform>
      </translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>Prêt</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>En pause</translation>
    </message>
    <message>
      <source>The folder “{name}” cannot be reached now. This is a preview.</source>
      <translation>Le dossier « {name} » n’est pas accessible pour le moment. Ceci est un aperçu.</translation>
    </message>
    <message>
      <source>offline</source>
      <translation>hors ligne</translation>
    </message>
    <message>
      <source>Photos for which there is a suggestion</source>
      <translation>Photos pour lesquelles il y a une suggestion</translation>
    </message>
    <message>
      <source>All photos</source>
      <translation>Toutes les photos</translation>
    </message>
    <message>
      <source>Not sure</source>
      <translation>Incertaines</translation>
    </message>
    <message>
      <source>Searches</source>
      <translation>Recherches</translation>
    </message>
    <message>
      <source>{name} is turned off</source>
      <translation>La catégorie « {name} » est inactive</translation>
    </message>
    <message>
      <source>Places</source>
      <translation>Emplacements</translation>
    </message>
    <message numerus="yes">
      <source>Looked through every {n} minutes: the system does not report changes there.</source>
      <translation>
        <numerusform>Parcouru chaque minute : le système n’y signale pas les changements.</numerusform>
        <numerusform>Parcouru toutes les {n} minutes : le système n’y signale pas les changements.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos are only in the cloud; they are added once they are on this computer.</source>
      <translation>
        <numerusform>1 photo est seulement dans le cloud ; elle sera ajoutée une fois sur cet ordinateur.</numerusform>
        <numerusform>{n} photos sont seulement dans le cloud ; elles seront ajoutées une fois sur cet ordinateur.</numerusform>
      </translation>
    </message>
    <message>
      <source>This folder cannot be reached now. Its photos stay in the library.</source>
      <translation>Ce dossier n’est pas accessible pour le moment. Ses photos restent dans la bibliothèque.</translation>
    </message>
    <message>
      <source>Taken back: {words}</source>
      <translation>Annulé : {words}</translation>
    </message>
    <message>
      <source>{path} is not there any more.</source>
      <translation>{path} n’est plus là.</translation>
    </message>
    <message>
      <source>What the command line did was overtaken by your edit: {words}</source>
      <translation>Votre modification a pris le pas sur celle de la ligne de commande : {words}</translation>
    </message>
    <message>
      <source>The machine says {share}</source>
      <translation>Selon la machine : {share}</translation>
    </message>
    <message>
      <source>Nothing left to ask</source>
      <translation>Plus rien à demander</translation>
    </message>
    <message>
      <source>The machine is sure of the rest. Esc leads back to the photos.</source>
      <translation>La machine est sûre du reste. Échap ramène aux photos.</translation>
    </message>
    <message>
      <source>Ask about</source>
      <translation>Demander au sujet de</translation>
    </message>
    <message>
      <source>Does this belong in “{name}”?</source>
      <translation>À classer dans « {name} » ?</translation>
    </message>
    <message>
      <source>Nothing left to ask about “{name}”</source>
      <translation>Plus rien à demander sur « {name} »</translation>
    </message>
    <message>
      <source>The machine is sure of the rest, but for what you skipped. Esc leads back to the photos.</source>
      <translation>La machine est sûre du reste, hormis ce que vous avez passé. Échap ramène aux photos.</translation>
    </message>
    <message>
      <source>Other…</source>
      <translation>Autre…</translation>
    </message>
    <message>
      <source>“{name}” added</source>
      <translation>« {name} » ajoutée</translation>
    </message>
    <message numerus="yes">
      <source>{n} answered</source>
      <translation>
        <numerusform>{n} réponse</numerusform>
        <numerusform>{n} réponses</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} left</source>
      <translation>
        <numerusform>{n} restante</numerusform>
        <numerusform>{n} restantes</numerusform>
      </translation>
    </message>
    <message>
      <source>One moment…</source>
      <translation>Un instant…</translation>
    </message>
    <message>
      <source>Undo: {words}</source>
      <translation>Annuler : {words}</translation>
    </message>
    <message>
      <source>“{name}” is noted. The question stays.</source>
      <translation>« {name} », c’est noté. La question reste posée.</translation>
    </message>
    <message>
      <source>There is no other category.</source>
      <translation>Il n’y a pas d’autre catégorie.</translation>
    </message>
    <message>
      <source>The model is loading</source>
      <translation>Chargement du modèle</translation>
    </message>
    <message>
      <source>Questions come in a moment.</source>
      <translation>Les questions arrivent dans un instant.</translation>
    </message>
    <message>
      <source>Names</source>
      <translation>Noms</translation>
    </message>
    <message>
      <source>Meaning</source>
      <translation>Sens</translation>
    </message>
    <message>
      <source>From names to meaning</source>
      <translation>Des noms au sens</translation>
    </message>
    <message>
      <source>Whether words are looked for in names and captions, or in what the picture shows.</source>
      <translation>Chercher les mots dans les noms et les légendes, ou dans ce que montre l’image.</translation>
    </message>
    <message>
      <source>Nothing to filter by here</source>
      <translation>Rien à filtrer ici</translation>
    </message>
    <message>
      <source>Date</source>
      <translation>Date</translation>
    </message>
    <message>
      <source>File type</source>
      <translation>Type de fichier</translation>
    </message>
    <message>
      <source>Has</source>
      <translation>Avec</translation>
    </message>
    <message>
      <source>Orientation</source>
      <translation>Orientation</translation>
    </message>
    <message>
      <source>not in</source>
      <translation>pas dans</translation>
    </message>
    <message>
      <source>in</source>
      <translation>dans</translation>
    </message>
    <message>
      <source>not category</source>
      <translation>sauf catégorie</translation>
    </message>
    <message>
      <source>category</source>
      <translation>catégorie</translation>
    </message>
    <message>
      <source>not date</source>
      <translation>sauf date</translation>
    </message>
    <message>
      <source>date</source>
      <translation>date</translation>
    </message>
    <message>
      <source>not camera</source>
      <translation>sauf appareil</translation>
    </message>
    <message>
      <source>camera</source>
      <translation>appareil</translation>
    </message>
    <message>
      <source>not lens</source>
      <translation>sauf objectif</translation>
    </message>
    <message>
      <source>lens</source>
      <translation>objectif</translation>
    </message>
    <message>
      <source>not type</source>
      <translation>sauf type</translation>
    </message>
    <message>
      <source>type</source>
      <translation>type</translation>
    </message>
    <message>
      <source>not rating</source>
      <translation>sauf note</translation>
    </message>
    <message>
      <source>rating</source>
      <translation>note</translation>
    </message>
    <message>
      <source>not is</source>
      <translation>pas</translation>
    </message>
    <message>
      <source>is</source>
      <translation>est</translation>
    </message>
    <message>
      <source>not has</source>
      <translation>sans</translation>
    </message>
    <message>
      <source>has</source>
      <translation>avec</translation>
    </message>
    <message>
      <source>not size</source>
      <translation>sauf taille</translation>
    </message>
    <message>
      <source>size</source>
      <translation>taille</translation>
    </message>
    <message>
      <source>not orientation</source>
      <translation>sauf orientation</translation>
    </message>
    <message>
      <source>orientation</source>
      <translation>orientation</translation>
    </message>
    <message>
      <source>today</source>
      <translation>aujourd’hui</translation>
    </message>
    <message>
      <source>yesterday</source>
      <translation>hier</translation>
    </message>
    <message>
      <source>this-week</source>
      <translation>cette semaine</translation>
    </message>
    <message>
      <source>this-month</source>
      <translation>ce mois-ci</translation>
    </message>
    <message>
      <source>this-year</source>
      <translation>cette année</translation>
    </message>
    <message>
      <source>none</source>
      <translation>aucune</translation>
    </message>
    <message>
      <source>unsorted</source>
      <translation>non classée</translation>
    </message>
    <message>
      <source>unsure</source>
      <translation>incertaine</translation>
    </message>
    <message>
      <source>rated</source>
      <translation>notée</translation>
    </message>
    <message>
      <source>gps</source>
      <translation>position</translation>
    </message>
    <message>
      <source>caption</source>
      <translation>légende</translation>
    </message>
    <message>
      <source>keywords</source>
      <translation>mots-clés</translation>
    </message>
    <message>
      <source>portrait</source>
      <translation>portrait</translation>
    </message>
    <message>
      <source>landscape</source>
      <translation>paysage</translation>
    </message>
    <message>
      <source>square</source>
      <translation>carré</translation>
    </message>
    <message>
      <source>pasted picture</source>
      <translation>image collée</translation>
    </message>
    <message>
      <source>Paste picture</source>
      <translation>Coller l’image</translation>
    </message>
    <message>
      <source>The picture could not be kept: {reason}.</source>
      <translation>L’image n’a pas pu être conservée : {reason}.</translation>
    </message>
    <message numerus="yes">
      <source>{n} liked, {others} not</source>
      <translation>
        <numerusform>{n} aimée, {others} non</numerusform>
        <numerusform>{n} aimées, {others} non</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} not liked</source>
      <translation>
        <numerusform>{n} non aimée</numerusform>
        <numerusform>{n} non aimées</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} liked</source>
      <translation>
        <numerusform>{n} aimée</numerusform>
        <numerusform>{n} aimées</numerusform>
      </translation>
    </message>
    <message>
      <source>Words</source>
      <translation>Mots</translation>
    </message>
    <message>
      <source>From words to picture</source>
      <translation>Des mots à l’image</translation>
    </message>
    <message>
      <source>More like this (+)</source>
      <translation>Plus comme celle-ci (+)</translation>
    </message>
    <message>
      <source>Less like this (−)</source>
      <translation>Moins comme celle-ci (−)</translation>
    </message>
    <message>
      <source>Save search</source>
      <translation>Enregistrer la recherche</translation>
    </message>
    <message>
      <source>Make category…</source>
      <translation>Créer une catégorie…</translation>
    </message>
    <message>
      <source>Did you mean “{text}”?</source>
      <translation>Vouliez-vous dire « {text} » ?</translation>
    </message>
    <message>
      <source>like</source>
      <translation>comme</translation>
    </message>
    <message>
      <source>Enter edits it, Delete removes it</source>
      <translation>Entrée pour modifier, Suppr pour retirer</translation>
    </message>
    <message numerus="yes">
      <source>Show {n} more anyway</source>
      <translation>
        <numerusform>Afficher quand même {n} autre</numerusform>
        <numerusform>Afficher quand même {n} autres</numerusform>
      </translation>
    </message>
    <message>
      <source>Remove search “{name}”</source>
      <translation>Retirer la recherche « {name} »</translation>
    </message>
    <message>
      <source>Save search “{name}”</source>
      <translation>Enregistrer la recherche « {name} »</translation>
    </message>
    <message>
      <source>Rename search to “{name}”</source>
      <translation>Renommer la recherche en « {name} »</translation>
    </message>
    <message>
      <source>Update search “{name}”</source>
      <translation>Mettre à jour la recherche « {name} »</translation>
    </message>
    <message>
      <source>Move search “{name}”</source>
      <translation>Déplacer la recherche « {name} »</translation>
    </message>
    <message>
      <source>Replace search “{name}”</source>
      <translation>Remplacer la recherche « {name} »</translation>
    </message>
    <message>
      <source>Make category</source>
      <translation>Créer une catégorie</translation>
    </message>
    <message>
      <source>Make category “{name}”</source>
      <translation>Créer la catégorie « {name} »</translation>
    </message>
    <message>
      <source>Add a search to “{name}”</source>
      <translation>Ajouter une recherche à « {name} »</translation>
    </message>
    <message>
      <source>Add this to the category “{name}”?</source>
      <translation>Ajouter ceci à la catégorie « {name} » ?</translation>
    </message>
    <message>
      <source>Make</source>
      <translation>Créer</translation>
    </message>
    <message>
      <source>Save search as</source>
      <translation>Enregistrer la recherche sous</translation>
    </message>
    <message>
      <source>Rename…</source>
      <translation>Renommer…</translation>
    </message>
    <message>
      <source>Update to the current search</source>
      <translation>Remplacer par la recherche en cours</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>Monter</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>Descendre</translation>
    </message>
    <message>
      <source>Rename search</source>
      <translation>Renommer la recherche</translation>
    </message>
    <message>
      <source>Search “{name}” removed.</source>
      <translation>Recherche « {name} » retirée.</translation>
    </message>
    <message>
      <source>It is too long to be saved whole. Take something out first.</source>
      <translation>Elle est trop longue pour être enregistrée en entier. Retirez-en d’abord une partie.</translation>
    </message>
    <message>
      <source>Replace</source>
      <translation>Remplacer</translation>
    </message>
    <message>
      <source>Replace the search “{name}”?</source>
      <translation>Remplacer la recherche « {name} » ?</translation>
    </message>
    <message>
      <source>There is already a search called “{name}”.</source>
      <translation>Il y a déjà une recherche nommée « {name} ».</translation>
    </message>
    <message>
      <source>not {word}</source>
      <translation>sauf {word}</translation>
    </message>
    <message>
      <source>like {picture}</source>
      <translation>comme {picture}</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>Recherche</translation>
    </message>
    <message>
      <source>Clear search</source>
      <translation>Effacer la recherche</translation>
    </message>
    <message>
      <source>Search in {languages} by what is in the picture</source>
      <translation>Chercher en {languages} ce que montre l’image</translation>
    </message>
    <message>
      <source>Clear history</source>
      <translation>Effacer l’historique</translation>
    </message>
    <message numerus="yes">
      <source>More like this ({n} photos)</source>
      <translation>
        <numerusform>Plus comme celle-ci ({n} photo)</numerusform>
        <numerusform>Plus comme celles-ci ({n} photos)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Less like this ({n} photos)</source>
      <translation>
        <numerusform>Moins comme celle-ci ({n} photo)</numerusform>
        <numerusform>Moins comme celles-ci ({n} photos)</numerusform>
      </translation>
    </message>
    <message>
      <source>Suggestions</source>
      <translation>Suggestions</translation>
    </message>
    <message>
      <source>Forget the folder “{name}”?</source>
      <translation>Oublier le dossier « {name} » ?</translation>
    </message>
    <message>
      <source>Everything Photo Sorter knows of its photos goes, what you tagged by hand included. No file is touched: your photos stay where they are.</source>
      <translation>Tout ce que Photo Sorter sait de ses photos disparaît, y compris les étiquettes données à la main. Aucun fichier n’est touché : vos photos restent où elles sont.</translation>
    </message>
    <message>
      <source>Forget</source>
      <translation>Oublier</translation>
    </message>
    <message>
      <source>Watched folders</source>
      <translation>Dossiers surveillés</translation>
    </message>
    <message>
      <source>Removed folders keep what is known of their photos, until they are added again.</source>
      <translation>Ce qui est connu des photos d’un dossier retiré est gardé jusqu’à ce qu’il soit ajouté de nouveau.</translation>
    </message>
    <message>
      <source>Indexing</source>
      <translation>Indexation</translation>
    </message>
    <message>
      <source>&amp;Pause on battery</source>
      <translation>&amp;Mettre en pause sur batterie</translation>
    </message>
    <message>
      <source>Pause while the computer is in use</source>
      <translation>Mettre en pause tant que l’ordinateur est utilisé</translation>
    </message>
    <message>
      <source>Pause while another program fills the screen</source>
      <translation>Mettre en pause tant qu’un autre programme remplit l’écran</translation>
    </message>
    <message>
      <source>Processor &amp;cores</source>
      <translation>&amp;Cœurs du processeur</translation>
    </message>
    <message>
      <source>Fewer keep it cooler and quieter. From the next start on.</source>
      <translation>Avec moins de cœurs, l’ordinateur chauffe moins et reste silencieux. Dès le prochain démarrage.</translation>
    </message>
    <message>
      <source>Follow links out of watched folders</source>
      <translation>Suivre les liens qui mènent hors des dossiers surveillés</translation>
    </message>
    <message>
      <source>A link in a folder of photos may lead anywhere on this computer.</source>
      <translation>Un lien dans un dossier de photos peut mener n’importe où sur cet ordinateur.</translation>
    </message>
    <message>
      <source>Window</source>
      <translation>Fenêtre</translation>
    </message>
    <message>
      <source>Keep working when the window is closed</source>
      <translation>Continuer à travailler quand la fenêtre est fermée</translation>
    </message>
    <message>
      <source>Start at login</source>
      <translation>Lancer à l’ouverture de session</translation>
    </message>
    <message>
      <source>All {count}</source>
      <translation>Les {count}</translation>
    </message>
    <message>
      <source>Never</source>
      <translation>Jamais</translation>
    </message>
    <message>
      <source>Below {percent} %</source>
      <translation>Sous {percent} %</translation>
    </message>
    <message>
      <source>Always</source>
      <translation>Toujours</translation>
    </message>
    <message>
      <source>Reading photos gives way to other programs in any case.</source>
      <translation>La lecture des photos cède toujours le pas aux autres programmes.</translation>
    </message>
    <message>
      <source>This desktop does not say when it is in use. Reading photos gives way to other programs in any case.</source>
      <translation>Ce bureau ne dit pas quand il est utilisé. La lecture des photos cède toujours le pas aux autres programmes.</translation>
    </message>
    <message>
      <source>Games, presentations, films.</source>
      <translation>Jeux, présentations, films.</translation>
    </message>
    <message>
      <source>This desktop does not say what fills its screen.</source>
      <translation>Cet environnement de bureau ne dit pas ce qui remplit l’écran.</translation>
    </message>
    <message>
      <source>The icon in the tray brings it back.</source>
      <translation>L’icône de la zone de notification la fait revenir.</translation>
    </message>
    <message>
      <source>This desktop has no tray, from which the window could come back.</source>
      <translation>Ce bureau n’a pas de zone de notification d’où la fenêtre pourrait revenir.</translation>
    </message>
    <message>
      <source>Hidden in the tray, or minimised.</source>
      <translation>Caché dans la zone de notification, ou réduit.</translation>
    </message>
    <message>
      <source>{most} of {count}</source>
      <translation>{most} sur {count}</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Paramètres</translation>
    </message>
    <message>
      <source>Review {count}</source>
      <translation>Vérifier ({count})</translation>
    </message>
    <message>
      <source>Probably nothing like that here. The nearest:</source>
      <translation>Sans doute rien de tel ici. Les plus proches :</translation>
    </message>
    <message>
      <source>That is all that stands out.</source>
      <translation>C’est tout ce qui ressort.</translation>
    </message>
    <message>
      <source>The answer comes in a moment.</source>
      <translation>La réponse arrive dans un instant.</translation>
    </message>
    <message>
      <source>Run anyway</source>
      <translation>Continuer quand même</translation>
    </message>
    <message>
      <source>Size of the pictures</source>
      <translation>Taille des images</translation>
    </message>
    <message numerus="yes">
      <source>Not “{name}” ({n} photos)</source>
      <translation>
        <numerusform>Ce n’est pas « {name} » ({n} photo)</numerusform>
        <numerusform>Ce n’est pas « {name} » ({n} photos)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Take back “{name}” ({n} photos)</source>
      <translation>
        <numerusform>Retirer le verdict « {name} » ({n} photo)</numerusform>
        <numerusform>Retirer le verdict « {name} » ({n} photos)</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Tag as “{name}” ({n} photos)</source>
      <translation>
        <numerusform>Étiqueter comme « {name} » ({n} photo)</numerusform>
        <numerusform>Étiqueter comme « {name} » ({n} photos)</numerusform>
      </translation>
    </message>
    <message>
      <source>Ask again</source>
      <translation>Redemander</translation>
    </message>
    <message>
      <source>{name}, {number} of {count}</source>
      <translation>{name}, {number} sur {count}</translation>
    </message>
    <message>
      <source>Back to the grid (Esc)</source>
      <translation>Revenir à la grille (Échap)</translation>
    </message>
    <message>
      <source>Previous photo</source>
      <translation>Photo précédente</translation>
    </message>
    <message>
      <source>Next photo</source>
      <translation>Photo suivante</translation>
    </message>
    <message>
      <source>The model is not likely to know {words}. Try other words, in English.</source>
      <translation>Le modèle ne connaît sans doute pas {words}. Essayez d’autres mots, en anglais.</translation>
    </message>
    <message>
      <source>“{word}”</source>
      <translation>« {word} »</translation>
    </message>
    <message>
      <source>Run {run} is under way. Wait until it has ended, or cancel it.</source>
      <translation>L’opération {run} est en cours. Attendez sa fin, ou annulez-la.</translation>
    </message>
    <message>
      <source>The disk of {folder} does not answer. It, or the computer that shares it, may be off or busy.</source>
      <translation>Le disque de {folder} ne répond pas. Lui, ou l’ordinateur qui le partage, est peut-être éteint ou occupé.</translation>
    </message>
    <message>
      <source>The disk “{disk}” is not connected. Connect it.</source>
      <translation>Le disque « {disk} » n’est pas connecté. Branchez-le.</translation>
    </message>
    <message>
      <source>Another disk is in the place of “{disk}”. Connect “{disk}” instead.</source>
      <translation>Un autre disque se trouve à la place de « {disk} ». Branchez plutôt « {disk} ».</translation>
    </message>
    <message>
      <source>{path} stays: its copy is not as it was made.</source>
      <translation>{path} reste sur place : sa copie n’est plus telle qu’elle a été faite.</translation>
    </message>
    <message>
      <source>{path} has changed after it was copied. Its copy, as it was before, is {target}.</source>
      <translation>{path} a changé après avoir été copié. Sa copie, telle qu’il était avant, est {target}.</translation>
    </message>
    <message>
      <source>It cannot be read as a picture.</source>
      <translation>Impossible de le lire comme image.</translation>
    </message>
    <message>
      <source>Left as it was found.</source>
      <translation>Laissé tel quel.</translation>
    </message>
    <message>
      <source>There is nothing to do: no file goes anywhere.</source>
      <translation>Il n’y a rien à faire : aucun fichier ne va ailleurs.</translation>
    </message>
    <message>
      <source>Run {run} is at its end already.</source>
      <translation>L’opération {run} est déjà terminée.</translation>
    </message>
    <message>
      <source>There is no run {run}.</source>
      <translation>Il n’y a pas d’opération {run}.</translation>
    </message>
    <message>
      <source>Run {run} is not at its end: {title}. Finish it or take it back first.</source>
      <translation>L’opération {run} n’est pas terminée : {title}. Terminez-la ou défaites-la d’abord.</translation>
    </message>
    <message numerus="yes">
      <source>{n} other files</source>
      <translation>
        <numerusform>{n} autre fichier</numerusform>
        <numerusform>{n} autres fichiers</numerusform>
      </translation>
    </message>
    <message>
      <source>{folder} is no whole path. Choose a folder as the destination.</source>
      <translation>{folder} n’est pas un chemin complet. Choisissez un dossier comme destination.</translation>
    </message>
    <message>
      <source>{folder} is Photo Sorter's own folder. Choose another destination.</source>
      <translation>{folder} est le dossier de Photo Sorter lui-même. Choisissez une autre destination.</translation>
    </message>
    <message>
      <source>The file system of {folder} cannot have hard links. Copy the files instead.</source>
      <translation>Le système de fichiers de {folder} ne permet pas les liens physiques. Copiez plutôt les fichiers.</translation>
    </message>
    <message>
      <source>The file system of {folder} cannot have links. Copy the files instead.</source>
      <translation>Le système de fichiers de {folder} ne permet pas les liens. Copiez plutôt les fichiers.</translation>
    </message>
    <message numerus="yes">
      <source>{n} photos take {others} along.</source>
      <translation>
        <numerusform>{n} photo emmène {others}.</numerusform>
        <numerusform>{n} photos emmènent {others}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos are already in their place.</source>
      <translation>
        <numerusform>{n} photo est déjà à sa place.</numerusform>
        <numerusform>{n} photos sont déjà à leur place.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos are copies or links that earlier runs made, and are not taken again.</source>
      <translation>
        <numerusform>{n} photo est une copie ou un lien d’une opération précédente, et n’est pas reprise.</numerusform>
        <numerusform>{n} photos sont des copies ou des liens d’opérations précédentes, et ne sont pas reprises.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} photos have not been looked at yet and are left out.</source>
      <translation>
        <numerusform>{n} photo n’a pas encore été examinée et est laissée de côté.</numerusform>
        <numerusform>{n} photos n’ont pas encore été examinées et sont laissées de côté.</numerusform>
      </translation>
    </message>
    <message>
      <source>The name of {folder} is not valid text. Choose another destination.</source>
      <translation>Le nom de {folder} n’est pas un texte valable. Choisissez une autre destination.</translation>
    </message>
    <message>
      <source>The photos are on another disk than {folder}, and hard links cannot lead to another disk. Copy the files instead.</source>
      <translation>Les photos ne sont pas sur le même disque que {folder}, et les liens physiques ne peuvent pas mener à un autre disque. Copiez plutôt les fichiers.</translation>
    </message>
    <message>
      <source>The rule “{name}” waits: {why}</source>
      <translation>La règle « {name} » attend : {why}</translation>
    </message>
    <message>
      <source>{folder} is not there. If it lies on another disk, connect it.</source>
      <translation>{folder} n’est pas là. S’il est sur un autre disque, branchez-le.</translation>
    </message>
    <message>
      <source>The disk of {path} is gone. Connect it again.</source>
      <translation>Le disque de {path} n’est plus là. Rebranchez-le.</translation>
    </message>
    <message>
      <source>None of its files is in {path} any more. If it lies on another disk, connect that first.</source>
      <translation>Aucun de ses fichiers n’est plus dans {path}. Si ce dossier est sur un autre disque, branchez-le d’abord.</translation>
    </message>
    <message>
      <source>Cancelled before it was taken back.</source>
      <translation>Annulé avant d’être défait.</translation>
    </message>
    <message>
      <source>{path} stays for now. {why}</source>
      <translation>{path} reste pour l’instant. {why}</translation>
    </message>
    <message>
      <source>{path} was moved on to {place} by run {run}: take that back first.</source>
      <translation>{path} a été déplacé ensuite vers {place} par l’opération {run} : défaites d’abord celle-ci.</translation>
    </message>
    <message>
      <source>{path} stays: the folder {folder} is not there. Connect its disk, or make it anew.</source>
      <translation>{path} reste sur place : le dossier {folder} n’est pas là. Branchez son disque ou recréez-le.</translation>
    </message>
    <message>
      <source>It goes on later.</source>
      <translation>L’opération continuera plus tard.</translation>
    </message>
    <message>
      <source>{path} stays: it has changed since.</source>
      <translation>{path} reste sur place : il a changé depuis.</translation>
    </message>
    <message>
      <source>{path} stays: the original is gone or has changed, and this may be the last copy.</source>
      <translation>{path} reste sur place : l’original a disparu ou a changé, et c’est peut-être la dernière copie.</translation>
    </message>
    <message>
      <source>{path} stays: at its old place there is another file now, {place}.</source>
      <translation>{path} reste sur place : un autre fichier, {place}, est maintenant à son ancien emplacement.</translation>
    </message>
    <message>
      <source>{path} stays: what was put back is not as it was.</source>
      <translation>{path} reste sur place : ce qui a été remis n’est pas tel qu’il était.</translation>
    </message>
    <message>
      <source>The daily copy of what you decided cannot be written to {folder} ({reason}). Free some space, or check the disk; the library itself is not affected.</source>
      <translation>La copie quotidienne de vos décisions ne peut pas être écrite dans {folder} ({reason}). Libérez de l’espace, ou vérifiez le disque ; la bibliothèque elle-même n’est pas touchée.</translation>
    </message>
    <message>
      <source>Photo Sorter's own folder {folder} lies on a network drive ({kind}): if the connection breaks, or another computer opens it, the library may be damaged. Move the folder to a disk of this computer, and start with photo-sorter --home FOLDER. Your photos may stay where they are.</source>
      <translation>Le dossier propre à Photo Sorter, {folder}, se trouve sur un lecteur réseau ({kind}) : si la connexion est rompue, ou si un autre ordinateur l’ouvre, la bibliothèque peut être endommagée. Déplacez le dossier sur un disque de cet ordinateur, et démarrez avec photo-sorter --home FOLDER. Vos photos peuvent rester où elles sont.</translation>
    </message>
    <message>
      <source>The library was not repaired: what was written is damaged, too ({reason}). It is as it was. Check the disk.</source>
      <translation>La bibliothèque n’a pas été réparée : ce qui a été écrit est endommagé aussi ({reason}). Elle est comme avant. Vérifiez le disque.</translation>
    </message>
    <message>
      <source>A model is being downloaded already. Wait until it is there, or cancel it.</source>
      <translation>Un modèle est déjà en cours de téléchargement. Attendez qu’il soit là, ou annulez.</translation>
    </message>
    <message>
      <source>Looking for duplicates was stopped.</source>
      <translation>La recherche de doublons a été arrêtée.</translation>
    </message>
    <message>
      <source>Photo Sorter's window was closed before this was done. Try it again.</source>
      <translation>La fenêtre de Photo Sorter a été fermée avant la fin. Réessayez.</translation>
    </message>
    <message>
      <source>There are no labelled photos in {folder}. Give it one subfolder for each class, or a CSV of path,label.</source>
      <translation>Il n’y a pas de photos annotées dans {folder}. Donnez-lui un sous-dossier par classe, ou un CSV path,label.</translation>
    </message>
    <message>
      <source>Cannot read {file}: {reason}.</source>
      <translation>Impossible de lire {file} : {reason}.</translation>
    </message>
    <message>
      <source>Accuracy is being checked already. Wait until it is done, or cancel it.</source>
      <translation>La justesse est déjà en cours de mesure. Attendez la fin, ou annulez.</translation>
    </message>
    <message>
      <source>{file} has no column “{column}”. Its first line must name the columns.</source>
      <translation>{file} n’a pas de colonne « {column} ». Sa première ligne doit nommer les colonnes.</translation>
    </message>
    <message>
      <source>Checking was stopped.</source>
      <translation>La mesure a été arrêtée.</translation>
    </message>
    <message>
      <source>Photo Sorter has a fault with this picture ({fault}), noted in its log.</source>
      <translation>Photo Sorter a rencontré une erreur avec cette image ({fault}), notée dans son journal.</translation>
    </message>
    <message>
      <source>The photo or the category is no longer there.</source>
      <translation>La photo ou la catégorie n’existe plus.</translation>
    </message>
    <message>
      <source>No model is loaded yet.</source>
      <translation>Aucun modèle n’est encore chargé.</translation>
    </message>
    <message>
      <source>No model is loaded yet. Try again in a moment.</source>
      <translation>Aucun modèle n’est encore chargé. Réessayez dans un instant.</translation>
    </message>
    <message>
      <source>The backup {path} was not made: what was saved is damaged. `photo-sorter check` says whether the library is; else check the disk.</source>
      <translation>La sauvegarde {path} n’a pas été faite : ce qui a été enregistré est endommagé. `photo-sorter check` dit si la bibliothèque l’est aussi ; sinon, vérifiez le disque.</translation>
    </message>
    <message>
      <source>The backup {path} is damaged or incomplete ({reason}). Nothing was changed. Try another copy of it.</source>
      <translation>La sauvegarde {path} est endommagée ou incomplète ({reason}). Rien n’a été changé. Essayez une autre copie.</translation>
    </message>
    <message>
      <source>{path} is no backup of Photo Sorter. Nothing was changed.</source>
      <translation>{path} n’est pas une sauvegarde de Photo Sorter. Rien n’a été changé.</translation>
    </message>
    <message>
      <source>The backup {path} was made by a newer Photo Sorter ({version}). Nothing was changed. Install the newer program to restore it.</source>
      <translation>La sauvegarde {path} a été faite par un Photo Sorter plus récent ({version}). Rien n’a été changé. Installez le programme plus récent pour la restaurer.</translation>
    </message>
    <message>
      <source>There is no file {path}.</source>
      <translation>Il n’y a pas de fichier {path}.</translation>
    </message>
    <message>
      <source>its {name} is not the one that was saved</source>
      <translation>son fichier {name} n’est pas celui qui a été sauvegardé</translation>
    </message>
    <message>
      <source>The backup {path} cannot be laid beside the library in {folder} ({reason}). Nothing was changed.</source>
      <translation>Impossible de placer la sauvegarde {path} à côté de la bibliothèque dans {folder} ({reason}). Rien n’a été changé.</translation>
    </message>
    <message>
      <source>There is no space left on the disk of {path}. Free some, or choose another disk. No half file is left.</source>
      <translation>Il n’y a plus de place sur le disque de {path}. Libérez-en, ou choisissez un autre disque. Aucun fichier incomplet n’a été laissé.</translation>
    </message>
    <message>
      <source>There is no folder {folder}. Make it first, or choose another one.</source>
      <translation>Il n’y a pas de dossier {folder}. Créez-le d’abord, ou choisissez-en un autre.</translation>
    </message>
    <message>
      <source>{path} is no file that could be written. Choose another name.</source>
      <translation>{path} n’est pas un fichier où l’on peut écrire. Choisissez un autre nom.</translation>
    </message>
    <message>
      <source>{path} is there already. Choose another name.</source>
      <translation>{path} existe déjà. Choisissez un autre nom.</translation>
    </message>
    <message>
      <source>A model is being installed already. Wait until it is there.</source>
      <translation>Un modèle est déjà en cours d’installation. Attendez qu’il soit là.</translation>
    </message>
    <message>
      <source>“{model}” sorts your photos: use another one first.</source>
      <translation>« {model} » classe vos photos : utilisez-en d’abord un autre.</translation>
    </message>
    <message>
      <source>“{model}” is being made ready: stop that first.</source>
      <translation>« {model} » est en préparation : arrêtez-la d’abord.</translation>
    </message>
    <message>
      <source>{path} is watched already, with “{folder}”.</source>
      <translation>{path} est déjà surveillé, avec « {folder} ».</translation>
    </message>
    <message>
      <source>{path} holds other folders that are watched. Choose another one.</source>
      <translation>{path} contient d’autres dossiers surveillés. Choisissez-en un autre.</translation>
    </message>
    <message>
      <source>The model does not know {words}: looked for in names and captions only.</source>
      <translation>Le modèle ne connaît pas {words} : recherche dans les noms et les légendes seulement.</translation>
    </message>
    <message>
      <source>Photo Sorter has a fault with the trash ({fault}), noted in its log.</source>
      <translation>Photo Sorter a rencontré une erreur avec la corbeille ({fault}), notée dans son journal.</translation>
    </message>
    <message>
      <source>{path} was not moved: it is another name of a file that stays.</source>
      <translation>{path} n’a pas été déplacé : c’est un autre nom d’un fichier qui reste.</translation>
    </message>
    <message>
      <source>Nothing was moved: no other copy is there and unchanged. The last one is never moved.</source>
      <translation>Rien n’a été déplacé : aucune autre copie n’est là et inchangée. La dernière n’est jamais déplacée.</translation>
    </message>
    <message>
      <source>{path} was not moved: it has not been looked at yet.</source>
      <translation>{path} n’a pas été déplacé : il n’a pas encore été examiné.</translation>
    </message>
    <message>
      <source>{path} was not moved: it has changed since it was compared.</source>
      <translation>{path} n’a pas été déplacé : il a changé depuis la comparaison.</translation>
    </message>
    <message>
      <source>{path} stays where it is.</source>
      <translation>{path} reste où il est.</translation>
    </message>
    <message>
      <source>{path} was not moved: its disk does not answer.</source>
      <translation>{path} n’a pas été déplacé : son disque ne répond pas.</translation>
    </message>
    <message>
      <source>{path} was not moved: {reason}.</source>
      <translation>{path} n’a pas été déplacé : {reason}.</translation>
    </message>
    <message>
      <source>{path} was not moved: what was to stay is gone or has changed.</source>
      <translation>{path} n’a pas été déplacé : ce qui devait rester a disparu ou a changé.</translation>
    </message>
    <message>
      <source>Cancelled: the others stay where they are.</source>
      <translation>Annulé : les autres restent où ils sont.</translation>
    </message>
    <message>
      <source>Cancelled: the others stay in the trash.</source>
      <translation>Annulé : les autres restent dans la corbeille.</translation>
    </message>
    <message>
      <source>{place} is empty. If it lies on another disk, connect it; its photos stay in the library.</source>
      <translation>{place} est vide. Si ses photos sont sur un autre disque, branchez-le ; elles restent dans la bibliothèque.</translation>
    </message>
    <message>
      <source>The disk of “{folder}” is not connected. Its photos stay in the library and are watched again once it is.</source>
      <translation>Le disque de « {folder} » n’est pas connecté. Ses photos restent dans la bibliothèque et seront de nouveau surveillées dès qu’il le sera.</translation>
    </message>
    <message>
      <source>Another disk is in the place of “{folder}”. Its photos stay in the library until their disk is back.</source>
      <translation>Un autre disque est à la place de « {folder} ». Ses photos restent dans la bibliothèque jusqu’au retour de leur disque.</translation>
    </message>
    <message>
      <source>“{folder}” is not there any more. If it was moved or renamed, say where it is now; its photos stay in the library.</source>
      <translation>« {folder} » n’est plus là. S’il a été déplacé ou renommé, dites où il est maintenant ; ses photos restent dans la bibliothèque.</translation>
    </message>
    <message>
      <source>Receipts</source>
      <translation>Tickets de caisse</translation>
    </message>
    <message>
      <source>Documents</source>
      <translation>Documents</translation>
    </message>
    <message>
      <source>Letters &amp; printed pages</source>
      <translation>Lettres et pages imprimées</translation>
    </message>
    <message>
      <source>Handwriting</source>
      <translation>Écriture manuscrite</translation>
    </message>
    <message>
      <source>Screenshots</source>
      <translation>Captures d’écran</translation>
    </message>
    <message>
      <source>Memes</source>
      <translation>Mèmes</translation>
    </message>
    <message>
      <source>Tickets</source>
      <translation>Billets</translation>
    </message>
    <message>
      <source>Cards &amp; passports</source>
      <translation>Cartes et passeports</translation>
    </message>
    <message>
      <source>Whiteboards &amp; slides</source>
      <translation>Tableaux et diapositives</translation>
    </message>
    <message>
      <source>Maps &amp; plans</source>
      <translation>Cartes et plans</translation>
    </message>
    <message>
      <source>Signs &amp; posters</source>
      <translation>Panneaux et affiches</translation>
    </message>
    <message>
      <source>People</source>
      <translation>Personnes</translation>
    </message>
    <message>
      <source>Animals</source>
      <translation>Animaux</translation>
    </message>
    <message>
      <source>Food</source>
      <translation>Nourriture</translation>
    </message>
    <message>
      <source>Flowers &amp; plants</source>
      <translation>Fleurs et plantes</translation>
    </message>
    <message>
      <source>Landscapes</source>
      <translation>Paysages</translation>
    </message>
    <message>
      <source>Buildings &amp; city</source>
      <translation>Bâtiments et ville</translation>
    </message>
    <message>
      <source>Interiors</source>
      <translation>Intérieurs</translation>
    </message>
    <message>
      <source>Vehicles</source>
      <translation>Véhicules</translation>
    </message>
    <message>
      <source>Documents &amp; receipts</source>
      <translation>Documents et reçus</translation>
    </message>
    <message>
      <source>Flowers</source>
      <translation>Fleurs</translation>
    </message>
    <message>
      <source>Roses</source>
      <translation>Roses</translation>
    </message>
    <message>
      <source>Kinds of flower</source>
      <translation>Espèces de fleurs</translation>
    </message>
    <message>
      <source>Tulips</source>
      <translation>Tulipes</translation>
    </message>
    <message>
      <source>Daisies</source>
      <translation>Marguerites</translation>
    </message>
    <message>
      <source>Sunflowers</source>
      <translation>Tournesols</translation>
    </message>
    <message>
      <source>Dandelions</source>
      <translation>Pissenlits</translation>
    </message>
    <message>
      <source>Lavender &amp; herbs</source>
      <translation>Lavande et herbes</translation>
    </message>
    <message>
      <source>Vegetables &amp; fruit</source>
      <translation>Légumes et fruits</translation>
    </message>
    <message>
      <source>Trees &amp; hedges</source>
      <translation>Arbres et haies</translation>
    </message>
    <message>
      <source>Potted plants</source>
      <translation>Plantes en pot</translation>
    </message>
    <message>
      <source>Insects &amp; butterflies</source>
      <translation>Insectes et papillons</translation>
    </message>
    <message>
      <source>Garden birds</source>
      <translation>Oiseaux du jardin</translation>
    </message>
    <message>
      <source>Tools &amp; garden work</source>
      <translation>Outils et jardinage</translation>
    </message>
    <message>
      <source>Cats</source>
      <translation>Chats</translation>
    </message>
    <message>
      <source>Kinds of pet</source>
      <translation>Espèces d’animaux</translation>
    </message>
    <message>
      <source>Dogs</source>
      <translation>Chiens</translation>
    </message>
    <message>
      <source>Rabbits &amp; rodents</source>
      <translation>Lapins et rongeurs</translation>
    </message>
    <message>
      <source>Pet birds</source>
      <translation>Oiseaux domestiques</translation>
    </message>
    <message>
      <source>Fish &amp; aquarium</source>
      <translation>Poissons et aquarium</translation>
    </message>
    <message>
      <source>Horses</source>
      <translation>Chevaux</translation>
    </message>
    <message>
      <source>Turtles &amp; reptiles</source>
      <translation>Tortues et reptiles</translation>
    </message>
    <message>
      <source>Beach &amp; sea</source>
      <translation>Plage et mer</translation>
    </message>
    <message>
      <source>Mountains</source>
      <translation>Montagnes</translation>
    </message>
    <message>
      <source>Lakes &amp; waterfalls</source>
      <translation>Lacs et cascades</translation>
    </message>
    <message>
      <source>Sunsets</source>
      <translation>Couchers de soleil</translation>
    </message>
    <message>
      <source>City</source>
      <translation>Ville</translation>
    </message>
    <message>
      <source>Monuments &amp; churches</source>
      <translation>Monuments et églises</translation>
    </message>
    <message>
      <source>Museum &amp; art</source>
      <translation>Musée et art</translation>
    </message>
    <message>
      <source>Hotel &amp; room</source>
      <translation>Hôtel et chambre</translation>
    </message>
    <message>
      <source>Airport &amp; planes</source>
      <translation>Aéroport et avions</translation>
    </message>
    <message>
      <source>Trains</source>
      <translation>Trains</translation>
    </message>
    <message>
      <source>Boats &amp; harbours</source>
      <translation>Bateaux et ports</translation>
    </message>
    <message>
      <source>Wild animals</source>
      <translation>Animaux sauvages</translation>
    </message>
    <message>
      <source>Maps &amp; signs</source>
      <translation>Cartes et panneaux</translation>
    </message>
  </context>
</TS>
