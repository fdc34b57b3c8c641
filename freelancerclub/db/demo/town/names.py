"""Given and family names of several languages; every pair of them is invented."""


def listed(names: str) -> tuple[str, ...]:
    """Names between spaces; `_` is a space within one."""
    return tuple(name.replace("_", " ") for name in names.split())


LANGUAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "english": (
        listed(
            "Alice Amelia Arthur Beatrice Callum Charlotte Daisy Edward Eleanor Felix Freya George Grace Harriet "
            "Henry Imogen Isla Jack Jasper Lily Lucas Martha Matilda Nathan Oliver Phoebe Poppy Reuben Rosie Rupert "
            "Samuel Sebastian Sophie Theo Toby Violet Winifred Zara"
        ),
        listed(
            "Ashdown Barrow Blythe Brackley Calder Cartwright Dunmore Ellery Fairfax Garside Hathaway Holloway "
            "Ingham Kershaw Langley Marlowe Merrick Naylor Oakes Pemberton Quayle Ravenhill Sedgwick Thackray "
            "Underhill Verity Wainwright Whitlock Yardley Fitz-Warren Lyon-Hale"
        ),
    ),
    "irish": (
        listed("Aoife Caoimhe Ciarán Déaglán Fionn Gráinne Niamh Oisín Órla Róisín Saoirse Seán Síle Tadhg"),
        listed("Brennan Byrne Devlin Farrelly Kavanagh Keane McGrath Nolan O'Brien O'Keeffe O’Rourke Tierney"),
    ),
    "scots": (
        listed("Ailsa Alasdair Cameron Catriona Douglas Eilidh Ewan Fiona Hamish Iona Kirsty Mairi Rory"),
        listed("Baird Drummond Galbraith Kinnear Lamont MacAskill MacLeod Muir Rennie Strachan Urquhart"),
    ),
    "welsh": (
        listed("Anwen Bethan Carys Dafydd Elin Gethin Gwenllian Iestyn Llŷr Megan Rhiannon Siôn Tomos"),
        listed("ap_Rhys Bevan Cadwallader Gwynne Llewelyn Morgan Penry Pritchard Vaughan"),
    ),
    "french": (
        listed("Amélie Anaïs Benoît Céline Chloé Élodie François Gaëlle Hélène Jérôme Loïc Maëlys Noémie Théo"),
        listed("Beaumont Chevalier D'Aubigny de_la_Croix Delacourt Fontaine Girard Lefèvre L'Hermite Moreau"),
    ),
    "spanish": (
        listed("Adrián Alba Begoña Carmen Diego Inés Íñigo Joaquín Lucía Mónica Nuria Pablo Raúl Sofía Ximena"),
        listed("Álvarez Benítez Castaño Domínguez Echeverría García_Núñez Ibáñez Muñoz Peña Quiñones"),
    ),
    "portuguese": (
        listed("Afonso Beatriz Conceição Duarte Gonçalo Inês João Leonor Luís Mafalda Simão Tomás"),
        listed("Almeida Araújo Brandão da_Conceição dos_Santos Figueiró Guimarães Magalhães Simões"),
    ),
    "german": (
        listed("Anneliese Björn Greta Günther Jürgen Käthe Liesel Lukas Marlene Sören Ulrike Wolfgang"),
        listed("Bäumler Fürst Groß Hölzer Köhler Müller Schäfer Strauß von_Arnim Weiß"),
    ),
    "nordic": (
        listed("Åsa Astrid Bjørn Elin Freja Ingrid Jørgen Kaisa Lærke Magnus Mikael Solveig Søren Väinö"),
        listed("Bergström Dahl Ekström Hämäläinen Jónsdóttir Kjær Lindqvist Mäkelä Nygård Østergaard Sørensen"),
    ),
    "polish": (
        listed("Agnieszka Bożena Grażyna Jacek Kacper Łukasz Małgorzata Paweł Stanisław Wojciech Zofia"),
        listed("Dąbrowski Gołębiewska Jabłoński Kołodziej Lewandowska Pawłowski Wiśniewska Wójcik Żurek"),
    ),
    "italian": (
        listed("Alessia Bianca Chiara Donato Ettore Fiammetta Giulia Lorenzo Niccolò Ottavia Pietro Zoé"),
        listed("Bellini D'Angelo Dell'Orto Esposito Ferrara Galli Lombardi Nicolò Rinaldi Santoro"),
    ),
    "turkish": (
        listed("Aylin Barış Çağla Defne Emre Gökçe İpek Kerem Oğuz Özlem Şule Yağmur"),
        listed("Aydın Çelik Demirtaş Güneş Karagöz Öztürk Şahin Yıldız"),
    ),
    "indian": (
        listed("Aarav Ananya Dev Ishaan Kavya Lakshmi Meera Nikhil Priya Rohan Sanjana Vikram"),
        listed("Banerjee Chatterjee Deshpande Iyer Kapoor Krishnamurthy Nair Patel Raghavan Sharma"),
    ),
    "arabic": (
        listed("Amira Bilal Farah Hassan Idris Karim Layla Mariam Nadia Omar Samira Yusuf"),
        listed("Abdallah al-Amin Ben_Youssef Darwish El_Fassi Haddad Mansour Nasser Qureshi Saleh"),
    ),
    "african": (
        listed("Abena Adaeze Chidi Folasade Kofi Kwame Ngozi Olúfẹ́mi Sibusiso Temperance Thandeka Wanjikũ"),
        listed("Adeyemi Boateng Dlamini Eze Kamau Mensah Mokoena N'Diaye Okafor Owusu Òkè"),
    ),
    "east asian": (
        listed("Akira Haruka Hiroshi Ji-woo Kenji Li Mei Min-jun Sakura Thảo Wei Xiu Yuki Đức"),
        listed("Chen Fujimoto Huang Kim Lê Matsuda Nguyễn Park Phạm Tanaka Wong Yamashita Zhang"),
    ),
    "pacific": (
        listed("Aroha Hēmi Kahurangi Leilani Mele Nanaia Sefina Sione Tāne Vilisoni Wiremu"),
        listed("Fa'asavalu Kaho Latu Māhina Ngata Parata Taufa'ahau Tui Vunipola Waititi"),
    ),
}
# People move: half have a name of where they live, the others one of anywhere.
EVERYWHERE = tuple(LANGUAGES)
